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
