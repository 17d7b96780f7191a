resource = 1
dynamic {
  content = 2
}
content {
  dynamic = 3
}
x {
  x {
    x = x
  }
}
