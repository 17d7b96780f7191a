a = [
  var
  .
  name,
  x
  [0],
  a
  +
  b
]
b = (
  1
  +
  2
)
c = f(
  a
  ,
  b
)
d = "${
  x
  .
  y
}"
e = { a = [
    1
  ], b = (
    2
  ) }
