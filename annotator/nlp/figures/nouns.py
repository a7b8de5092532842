"""The words that follow a number: what is counted, what may qualify it, and what ends it.

Collected from the vocabulary of provincial party and government news; one phrase per comma. They are kinds of things,
never names. ``HEADS`` begin a counted noun; ``CLASSIFIERS`` are heads that take another noun with them (*lượt tổ chức
đảng*); ``MODIFIERS`` may follow a head any number of times; ``STOPS`` can never be part of a counted noun.
"""

from __future__ import annotations


def phrases(text: str) -> frozenset[str]:
    """The comma-separated phrases of ``text``."""
    return frozenset(phrase for part in text.split(",") if (phrase := " ".join(part.split())))


PEOPLE = phrases("""
    người, người dân, người lao động, người bệnh, người cao tuổi, người già, người già yếu, người có công, người nghèo, người học,
    người khuyết tật, người có uy tín, người đứng đầu, người được hỏi, người tham gia, người trẻ, người con, người thân,
    đồng chí, đảng viên, đoàn viên, hội viên, cán bộ, cán bộ đoàn, cán bộ hội, công chức, viên chức, chiến sĩ, chiến sỹ, sĩ quan, sỹ quan,
    quân nhân, bộ đội, dân quân, công an viên, công nhân, công nhân viên, nông dân, lao động, nhân viên, nhân khẩu, khẩu,
    cử tri, đại biểu, đại biểu quốc hội, ủy viên, cấp ủy viên, ủy viên ban chấp hành, ủy viên ban thường vụ, chi ủy viên,
    đảng ủy viên, huyện ủy viên, tỉnh ủy viên, bí thư, phó bí thư, bí thư chi bộ, bí thư đảng ủy, bí thư cấp ủy,
    bí thư chi đoàn, phó chủ tịch, chủ tịch, chủ tịch ubnd, giám đốc, phó giám đốc, trưởng phòng, phó trưởng phòng,
    trưởng khoa, phó trưởng khoa, trưởng thôn, trưởng bản, trưởng phố, trưởng xóm, trưởng ấp, tổ trưởng, đội trưởng,
    thủ trưởng, hiệu trưởng, phó hiệu trưởng, chi hội trưởng, phó ban, phó ban ngành, trưởng ban, trưởng ban công tác,
    học sinh, sinh viên, học viên, giáo viên, nhà giáo, thầy cô, thầy giáo, cô giáo, giảng viên, thí sinh, trẻ em, cháu, cháu nhỏ, em, em nhỏ, em học sinh, trẻ, trẻ mồ côi,
    bác sĩ, bác sỹ, y sĩ, y tá, điều dưỡng, bệnh nhân, dược sĩ, kỹ sư, chuyên gia, nhà khoa học, tiến sĩ, thạc sĩ, giáo sư, phó giáo sư,
    thương binh, bệnh binh, liệt sĩ, liệt sỹ, cựu chiến binh, thanh niên, phụ nữ, thiếu nhi, đội viên, tình nguyện viên, cộng tác viên, tuyên truyền viên,
    báo cáo viên, hòa giải viên, già làng, quần chúng, quần chúng ưu tú, thành viên, đối tượng, bị can, bị cáo, nghi phạm, nạn nhân, gương, tấm gương, điển hình,
    vận động viên, nghệ sĩ, nghệ nhân, phóng viên, nhà báo, tác giả, doanh nhân, hộ viên, tổ viên, xã viên, thuyền viên, ngư dân, khách, du khách, lượt khách,
    mẹ việt nam anh hùng, anh hùng, cá nhân, tập thể, ủy viên ủy ban kiểm tra, kiểm tra viên, kiểm sát viên, thẩm phán, luật sư, chấp hành viên, phó trưởng ban, trưởng ngành,
    phó tổng giám đốc, tổng giám đốc, chuyên viên, công dân, con em, thủ lĩnh, cảm tình đảng, đảng viên dự bị, nhân chứng, kỹ thuật viên, hướng dẫn viên, tổ trưởng tổ dân phố, ủy viên ban chấp hành đảng bộ, mạnh thường quân, nhà hảo tâm""")

BODIES = phrases("""
    tổ chức, tổ chức đảng, tổ chức cơ sở đảng, tổ chức cơ sở, tổ chức chính trị - xã hội, tổ chức đoàn, tổ chức hội, đảng bộ, đảng bộ cơ sở, đảng bộ bộ phận, chi bộ, chi bộ cơ sở, chi bộ trực thuộc, chi bộ cơ quan, chi bộ thôn, chi bộ bản, chi bộ nông thôn, chi đảng bộ, đảng ủy, đảng ủy cơ sở, đảng đoàn, ban cán sự đảng,
    chi ủy, cấp ủy, cấp ủy cơ sở, chi hội, chi đoàn, công đoàn, công đoàn cơ sở, hội, đoàn, đoàn thể, hội đồng, ủy ban,
    cơ quan, đơn vị, doanh nghiệp, công ty, hợp tác xã, htx, tổ hợp tác, nhà máy, xí nghiệp, địa phương, sở, ban, ngành, phòng, phòng ban, khoa, trạm, trạm y tế, bệnh viện, trung tâm, trung tâm y tế,
    trường, trường học, trường mầm non, trường tiểu học, trường thcs, trường thpt, điểm trường, lớp, lớp học, cơ sở giáo dục, cơ sở, cơ sở đảng, cơ sở sản xuất, cơ sở y tế, cơ sở hội, cơ sở đoàn,
    xã, phường, thị trấn, huyện, thị xã, quận, tỉnh, tỉnh thành, thành phố, thôn, bản, xóm, ấp, làng, buôn, khối, khối phố, khu, khu phố, khu dân cư, khu tái định cư, tổ dân phố, phố, phố phường, cụm, cụm dân cư, đặc khu, châu lục, nước, quốc gia, vùng, vùng miền, khu vực, cấp xã, xã phường, xã miền núi,
    tổ, tổ công tác, tổ xung kích, tổ vận động, tổ hòa giải, tổ tự quản, tổ công nghệ số cộng đồng, đội, đội hình, đội xung kích, đội thi, nhóm, đoàn kiểm tra, đoàn giám sát, đoàn công tác, câu lạc bộ, clb, ban chỉ đạo, tiểu ban, đồn, đồn biên phòng, đại đội, tiểu đoàn, trung đội, trung đoàn, đầu mối,
    hộ, hộ dân, hộ gia đình, hộ nghèo, hộ cận nghèo, gia đình, gia đình hội viên, gia đình chính sách, gia đình văn hóa, nhà, dòng họ, dân tộc, tôn giáo, tổ đảng, thôn bản, giáo xứ, chùa, nhà thờ, đảng""")

EVENTS = phrases("""
    hội nghị, hội thảo, hội thi, cuộc thi, cuộc, buổi, đợt, kỳ, kỳ họp, kỳ tiếp công dân, phiên, phiên họp, lần, lượt, lượt người, lượt tổ chức đảng, lớp, lớp tập huấn, lớp bồi dưỡng, khóa, khóa học, khóa đào tạo, chuyến, chuyến đi, chuyến công tác, hoạt động,
    chương trình, chuyên đề, chuyên mục, phong trào, cuộc vận động, chiến dịch, sự kiện, mô hình, cách làm, điển hình tiên tiến, gương điển hình, đề án, dự án, đề tài, sáng kiến, giải pháp, nhiệm vụ, chỉ tiêu, tiêu chí, mục tiêu, nội dung, nội dung thi đua, vấn đề, nhóm, nhóm việc, nhóm vấn đề, nhóm nhiệm vụ, nhóm giải pháp, nhóm nội dung,
    khâu đột phá, nguyên tắc, cam kết, tiêu chuẩn, điều, điều kiện, yêu cầu, ý kiến, kiến nghị, câu hỏi, câu chuyện, câu, bài học, bài học kinh nghiệm, bài, bài viết, bài dự thi, tin, tác phẩm, tiết mục, số, dòng, chữ, từ, trang, mục, phần việc, việc, đầu việc, công việc, việc làm, công trình, công trình dân vận, công trình dân sinh, hạng mục, gói thầu, hợp đồng, thủ tục, thủ tục hành chính, dịch vụ công, quy định, quy chế, nghị quyết, chỉ thị, kế hoạch, văn bản, báo cáo, kết luận, quyết định, thông báo, hướng dẫn, chương trình hành động,
    vụ, vụ việc, vụ án, trường hợp, ca, ca bệnh, ca mắc, khuyết điểm, vi phạm, biểu hiện, sai phạm, hạn chế, tồn tại, hình thức, lỗi, đơn, đơn thư, đơn tố cáo, đơn khiếu nại, hồ sơ, phiếu, tờ đơn, thư, cuộc gọi, điểm, điểm sáng, điểm du lịch, điểm nóng, loại hình, loại, mặt, lĩnh vực, khâu, bước, giai đoạn, mức, mức độ, bậc, hạng, giải, giải thưởng, giải nhất, giải nhì, giải ba, giải khuyến khích, giải a, giải b, giải c, danh hiệu, huân chương, huy chương, huy chương vàng, bằng khen, giấy khen, cờ thi đua, kỷ niệm chương, huy hiệu, phần thưởng, tỷ lệ, bản đăng ký, bản cam kết, bản kiểm điểm, cuộc họp, cuộc đối thoại, cuộc kiểm tra, cuộc giám sát, thành tích, đám cưới, đám tang, thứ tiếng, vết thương, tội danh, bị đơn, thế hệ, tiếng nói, tham luận, lượt ý kiến, chốt, chốt kiểm dịch, buổi sáng, buổi chiều, buổi tối, đêm, bữa, bữa ăn""")

THINGS = phrases("""
    suất, suất quà, suất học bổng, phần quà, món quà, quà, túi quà, học bổng, sổ, sổ tiết kiệm, thẻ, thẻ bảo hiểm y tế, cuốn, cuốn sách, cuốn sổ tay, sổ tay, quyển, tờ, tờ rơi, tờ gấp, bản, bức, bức ảnh, bức thư, tấm, chiếc, cái, con, con bò, con giống, cây, cây xanh, gốc, cành, căn, căn nhà, căn hộ, ngôi, ngôi nhà, ngôi mộ, nhà ở, nhà tạm, nhà văn hóa, nhà đại đoàn kết, nhà tình nghĩa, nhà tình thương, mái ấm, phòng học, phòng, giường bệnh, giường, xe, xe máy, xe đạp, xe ô tô, ô tô, máy, máy tính, máy lọc nước, điện thoại, camera, bóng đèn, bóng, cột, cột đèn, cột cờ, cột mốc, cống, cầu, cây cầu, con đường, tuyến đường, tuyến, đoạn đường, đường, kênh, km đường, hố rác, thùng rác, thùng, bao, bao xi măng, gói, hộp, chai, bồn, bộ, bộ bàn ghế, bàn, ghế, chăn, áo, áo ấm, đôi, cặp, khẩu, quả, viên, viên gạch, khúc, thửa, thửa đất, mảnh, sào, mẫu, vườn, vườn mẫu, ao, trang trại, mâm, mâm cỗ, đơn vị máu, ngày công, công, ngày lương, tháng lương, giờ học, tiết học, tiết, sản phẩm, sản phẩm ocop, mặt hàng, cửa hàng, gian hàng, cơ sở kinh doanh, quầy, chợ, ngõ, tổ máy, trạm bơm, giếng, giếng khoan, hồ, hồ đập, di tích, tài khoản, trang, fanpage, website, ứng dụng, mã, chữ ký, chữ ký số, nhóm zalo, lá cờ, lá, lá đơn, ngọn, nén, khẩu hiệu, băng rôn, pano, áp phích, đầu sách, ấn phẩm, tập tài liệu, tài liệu, tủ sách, thư viện, cổng chào, tường rào, sao, máy xúc, máy ủi, máy cày, máy gặt, máy bơm, máy phát điện, mì tôm, cơm, nước uống, sữa, bánh mì, bánh chưng, lương, tiền lương, học phí""")  # fmt: skip

MEASURES = phrases("""
    km, m, cm, mm, m2, m3, km2, mét, mét vuông, mét khối, mét dài, ki-lô-mét, cây số, ha, héc ta, hecta, héc-ta, kg, ki-lô-gam, gam, tấn, tạ, yến, cân, lạng, lít, ml,
    kwh, mw, kw, kv, gb, mb, tb, độ, điểm, bậc, inch, hải lý, công đất, ki lô mét, m nước, tấn/ha, tạ/ha, km/h""")
MASS = phrases("""
    gạo, hàng, hàng hóa, thóc, lúa, ngô, khoai, sắn, rau, rác, rác thải, xi măng, cát, đá, phân, phân bón, thép, sắt, cá, tôm, thịt, quà, lương thực,
    nhu yếu phẩm, giấy, giấy vụn, phế liệu, nhựa, than, dầu, xăng, mật ong, cà phê, chè, cam, quả, hàng cứu trợ, rừng, lúa và hoa màu, hoa màu, cây ăn quả, cây trồng, chè khô""")
CLASSIFIERS = phrases("""
    lượt, cuộc, vụ, buổi, đợt, phiên, con, chiếc, cái, cuốn, quyển, căn, ngôi, cây, gốc, tờ, bản, tấm, bức, suất, đồng chí, chuyến, kỳ,
    đơn, phiếu, thẻ, sổ, viên, quả, khẩu, khúc, gói, thùng, bao, đôi, cặp, điểm, lá, ca, mô hình, câu chuyện, lượt người, lớp, em, cháu, bộ""")
# Classifiers of living and made things, whose kinds nobody could list: two more syllables are theirs.
KINDS = phrases("cây, gốc, con, khúc, khẩu, cành, giống")

MODIFIERS = phrases("""
    nghèo, cận nghèo, dân, gia đình, khó khăn, có hoàn cảnh khó khăn, đặc biệt khó khăn, nghèo khó, mồ côi, khuyết tật, già yếu, cao tuổi, già, trực thuộc, cơ sở, đảng, đảng viên, tiêu biểu, xuất sắc, tiên tiến, mới, cũ, nhỏ, lớn, trẻ, nữ, nam, liền kề, vi phạm, công cộng, phức tạp, tạm, dột nát, tạm bợ, tình nghĩa, tình thương, đại đoàn kết, văn hóa,
    kinh tế, xã hội, văn hóa - xã hội, kinh tế - xã hội, quốc phòng - an ninh, quốc phòng, an ninh, chính trị, chính trị - xã hội, xây dựng hệ thống chính trị, hệ thống chính trị, xây dựng đảng, nông thôn mới, nông thôn mới nâng cao, nông thôn mới kiểu mẫu, đô thị văn minh, kiểu mẫu, nâng cao, nông nghiệp, nông thôn, y tế, bảo hiểm y tế, tiết kiệm, chủ chốt, lãnh đạo, quản lý, chuyên trách, không chuyên trách, bán chuyên trách,
    cấp tỉnh, cấp huyện, cấp xã, cấp cơ sở, cấp trên cơ sở, cấp trung ương, các cấp, tuyến huyện, tuyến tỉnh, xã, huyện, tỉnh, phường, thôn, bản, thị trấn, đảng ủy, đảng ủy xã, ban chấp hành, ban chấp hành đảng bộ, chi bộ, ubnd xã, ubnd phường, ubnd, chính sách, có công, công giáo, theo đạo, dân tộc thiểu số, đồng bào dân tộc thiểu số, dân tộc, việt nam, việt nam anh hùng, anh hùng, lao động, quân sự, công nhân, học sinh, giáo viên,
    hành chính, sự nghiệp, nhà nước, có vốn nhà nước, ngoài nhà nước, tư nhân, fdi, tư thục, công lập, mầm non, tiểu học, thcs, thpt, trung học cơ sở, trung học phổ thông, đại học, cao đẳng, liên thôn, liên xã, giao thông, giao thông nông thôn, bê tông, nông sản, thủy lợi, nội đồng, dân sinh, dân vận, dân vận khéo, khéo, tự quản, xung kích, tình nguyện, nhân đạo, an sinh, thiện nguyện,
    kiểm tra cơ sở, chuyên đề, tham nhũng, suy thoái, khiếu kiện, vỡ ống, đổ rác trộm, ý kiến, hỏi ý kiến dân, dạy thêm, ăn quả, máu, bệnh, xanh, hoàng yến, thiệt hại, tâm thần, nhiễm bệnh, dịch bệnh, mầm bệnh, thật, hay, sáng tạo, tốt, giỏi, ưu tú, dự bị, chính thức, hưu trí, nghỉ hưu, miễn sinh hoạt, đặc thù, cụ thể, cơ bản, quan trọng, trọng tâm, trọng điểm, chủ yếu, then chốt, đột phá, nòng cốt, miễn phí, đỡ đầu, phát triển, cộng đồng, trí thức, khoa học, kỹ thuật, công nghệ, công nghệ cao, công nghệ số, số, trực tuyến, điện tử, thông minh, cứng, sạch, đẹp, an toàn, thể thao, văn nghệ, du lịch, dịch vụ, thương mại, chăn nuôi, trồng trọt, thủy sản, lâm nghiệp, công nghiệp, tiểu thủ công nghiệp, ocop, biên giới, hải đảo, miền núi, vùng cao, vùng sâu, đô thị, dân cư, tái định cư, nhà ở, đạo đức, pháp luật, hòa giải, tiếp dân, tiếp công dân, cải cách hành chính, tư pháp, thanh niên, phụ nữ, nông dân, cựu chiến binh, công đoàn, hội viên, đoàn viên, tổng hợp, ma túy, ma túy tổng hợp, bảo hiểm, tiền mặt, mộ, tuổi, từ thiện xã hội, làm việc, lưu động, di động, dã chiến, tại chỗ, thiên tai, cứu trợ, cứu nạn, phòng cháy, chữa cháy, trật tự, tuần tra, canh gác""")

# What a percentage is measured by rather than a share of: "đạt 102% kế hoạch".
TARGETS = phrases("kế hoạch, chỉ tiêu, dự toán, mục tiêu, nghị quyết")

# What is done or told: only straight after a classifier ("64 vụ tranh chấp", but "5 đảng viên tham gia ...").
ACTIONS = phrases("""
    không hài lòng, hài lòng, học tập, kiểm tra, giám sát, chuyên đề, tranh chấp, xâm hại, khiếu nại, tố cáo, tham nhũng, khiếu kiện, ý kiến, hỏi ý kiến dân, đối thoại, họp, gọi, gặp gỡ, việc, học, tham gia, dạy thêm, tuyên truyền, truyền thông, tập huấn, bồi dưỡng, vi phạm, từ thiện, kiểm tra cơ sở, sinh hoạt, tiếp xúc cử tri, tiếp công dân, giao lưu, văn nghệ, thăm, làm việc, chăm sóc, hòa giải, khám bệnh, hiến máu""")

STOPS = phrases("""
    được, bị, đã, đang, sẽ, vừa, mới, từng, chưa, không, chẳng, có, là, của, với, và, trong, tại, ở, cho, về, từ, đến, tới, theo, do, vì, để, mà, thì, nên, cũng, đều, còn, phải, cần, cùng, hoặc, hay, trên, dưới, qua, sau, trước, khi, nếu, này, đó, ấy, kia, nào, gì, nay, đạt, bằng, chiếm, tăng, giảm, lên, xuống, ra, vào, lại, đi, rồi, nữa, nhưng, song, tuy, như, gồm, thuộc, so, mỗi, các, những, nhiều, ít, toàn, cả, tất, hầu, rất, quá, hơn, gần, khoảng, lúc, nơi, bởi, nhằm, trở, trừ, ngoài, giữa, bên, dọc, quanh, tức, tương, ước, trị, một, hai, ba, bốn, năm, sáu, bảy, tám, chín, mười, tháng, ngày, hôm, giờ, phút, hằng, hàng, bình, ai, tôi, ông, bà, anh, chị, họ, mình, chúng, nó, hãy, đừng, chớ, luôn, vẫn, chỉ, riêng, nhất, thứ, làm, nộp, góp, đóng, tham, tổ, thực, hoàn, đăng, tự, ủng, hiến, xây, giúp, hỗ, trao, tặng, nhận, tiếp, xử, kiểm, giám, bày, dọn, chạy, đứng, ngồi, viết, đọc, nói, kể, hỏi, trả, lời, gửi, mua, bán, cắt, cách, chia, dự, giành, gây, gắn, hết, khắc, khen, kỷ, lấy, mang, nâng, nắm, nằm, phát, phục, phối, sống, sửa, thành, thi, thu, thông, tổng, triển, trồng, trực, tuyên, vay, vượt, yêu, đánh, đổi, đổ, đưa, xin, xem, xuất, liền, liên, cao, thấp, dài, rộng, sâu, xa, nhanh, chậm, sớm, muộn""")

# Nouns that stand side by side with a comma or "và": "cán bộ, giáo viên, nhân viên".
TOGETHER = tuple(
    phrases(group)
    for group in (
        "nhà tạm, nhà dột nát, dột nát, nhà ở tạm",
        "tổ trưởng, tổ trưởng tổ dân phố, trưởng phố, trưởng thôn, trưởng bản",
        "cán bộ, công chức, viên chức, chiến sĩ, chiến sỹ, giáo viên, nhân viên, đảng viên, người lao động, đoàn viên, hội viên, học sinh, sinh viên, quần chúng, quần chúng nhân dân, nhân dân, thanh niên, người dân, lao động, bộ đội, học viên, sĩ quan, hạ sĩ quan, binh sĩ, nông dân, phụ nữ, thanh thiếu niên, thiếu nhi, bác sĩ, điều dưỡng, thương binh, bệnh binh, gia đình chính sách, gia đình liệt sĩ, người có công, công nhân, trí thức, đại biểu, khách mời, cộng tác viên",
        "xã, phường, thị trấn, đặc khu, huyện, thị xã, thành phố, quận, tỉnh, thôn, bản, xóm, ấp, làng, buôn, tổ dân phố, khu phố, khối phố, khu dân cư, cụm dân cư, bản làng",
        "cơ quan, đơn vị, doanh nghiệp, địa phương, tổ chức, trường học, ban, ngành, sở, phòng, đoàn thể, công ty, hợp tác xã, cơ sở, nhà trường, phòng ban",
        "tập thể, cá nhân, gia đình, hộ gia đình, đơn vị",
        "đảng bộ, chi bộ, đảng ủy, chi ủy, chi đảng bộ, chi bộ trực thuộc, chi bộ cơ sở, tổ chức cơ sở đảng",
        "tin, bài, phóng sự, ảnh, bài viết, chuyên mục, tin bài",
        "đồn, trạm, hải đội, chốt",
        "trưởng phố, tổ trưởng, trưởng thôn, trưởng bản, trưởng xóm, trưởng khu, bí thư chi bộ, bí thư, phó bí thư, già làng, người có uy tín",
        "thcs, thpt, tiểu học, mầm non",
        "hộ nghèo, hộ cận nghèo, nghèo, cận nghèo, mồ côi, khuyết tật, già yếu, neo đơn, đơn thân, hộ khó khăn, khó khăn, già cả",
        "hành chính, sự nghiệp, kinh tế, văn hóa, xã hội, doanh nghiệp, nông nghiệp, du lịch",
        "mô hình, cách làm, điển hình, điển hình tiên tiến, gương điển hình, giải pháp, sáng kiến, phong trào, công trình, phần việc, dự án, chương trình, đề án, kế hoạch, nghị quyết, chỉ thị, kết luận, quy định, văn bản, hoạt động, nhiệm vụ, chỉ tiêu, mục tiêu, việc làm",
        "cuộc, buổi, hội nghị, hội thảo, lớp, đợt, lượt",
        "hạn chế, khuyết điểm, tồn tại, thiếu sót, yếu kém, vi phạm, vướng mắc, khó khăn",
        "đơn, thư, đơn thư, kiến nghị, phản ánh, ý kiến, khiếu nại, tố cáo",
        "sông, suối, ao, hồ, đập, kênh, mương",
        "bằng khen, giấy khen, cờ thi đua, huân chương, kỷ niệm chương",
        "trâu, bò, lợn, dê, gà, vịt, gia súc, gia cầm",
        "con trâu, con bò, con lợn",
    )
)
