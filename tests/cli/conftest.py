from project_kit import tmp_path as tmp_path
