"""Vietnamese words that carry grammar or the question itself, not what is asked about."""

from __future__ import annotations

# One syllable each, accented. Words that also name things (ngày, năm, cấp, hạn) are not here.
FUNCTION_WORDS = frozenset(
    """à ai anh ạ ấy bao bằng bị bởi các cái chỉ cho chưa chứ có còn cùng của cũng do dù đã đang đâu
    đây đấy để đến đi điều đó được gì giờ hả hãy hay hỏi hoặc hơn hết hiện kể kia khi không là lại
    làm lên lúc luôn mà mấy mọi mỗi một nào này nên nếu nha nhé nhiêu như nhưng những nhỉ nơi nữa
    ở ông phải qua ra rằng rất rồi sao sau sẽ tại thế theo thì thôi trên trong từ từng và vào vẫn
    vậy về vì với vừa xin biết bà tôi ta mình em chị nói""".split()
)

# Words that a text may say the same without, one syllable each, accented: they turn a question,
# or stand in it for a more exact word.
LIGHT_WORDS = frozenset(
    """tới đều bên giữa cả tất toàn thêm nữa càng quá ngay nhau cùng đúng hẳn riết tận suốt cần muốn
    bắt kéo dài gọi tìm viết ghi đọc kể xem nghe thấy dẫn đem mang đặt dùng chọn mở bày gắn nằm
    thuộc rõ cụ chuyện việc vụ mặt chỗ buổi dịp đợt lượt đời nghĩa thực tế hành sang mức phần loại
    thứ hôm nay bạn mọi nhằm chót xét đối lo phụ trách chịu vai giữ lịch vấn đề cái bao
    đưa kiểu nổi rốt""".split()
)
