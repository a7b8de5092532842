from project_kit import tmp_path

__all__ = ["tmp_path"]
