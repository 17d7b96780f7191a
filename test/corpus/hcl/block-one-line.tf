a {}
b { x = 1 }
c "l" { x = [1, 2] }
d { x = { y = 1 } }
e "one" two "three" {}
f { x = "}" }
g {
}
h { x = f(
  1,
  2
) }
