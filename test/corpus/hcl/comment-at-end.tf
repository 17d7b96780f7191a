a = 1
# the last line has no line break