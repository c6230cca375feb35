"""What strangers write, read: any bytes give an answer or one of the documented errors, in bounded time and memory."""
