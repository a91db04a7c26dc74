"""Family names, the commonest ones of the peoples of Vietnam."""

from __future__ import annotations

FAMILY_NAMES = tuple(
    """Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương
    Trịnh Trương Đinh Lâm Phùng Mai Tô Tạ Hà Tăng Châu Quách Thái Lương Lưu Chu Cao Kiều La Lại
    Lò Lường Quàng Cầm Vi Vàng Giàng Sùng Thào Hạng Lầu Nông Hứa Triệu Bế Ma Đàm Hầu Thạch Kim
    Danh Siu Ksor Rơ Điểu Tòng Bạch Nghiêm Khúc Ninh Tống Mạc Từ Doãn Thân Âu Lục Giáp Khổng
    Tiêu""".split()
)
