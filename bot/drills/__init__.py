"""The daily drill of a group: posted, talked about in its thread, and answered by members; solutions and notices."""
