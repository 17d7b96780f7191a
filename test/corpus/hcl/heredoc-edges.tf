a = <<A
$
%
$$
$${x}
%%{x}
$x ${y}$
A
b = <<B
 B x
Bx
B
c = <<-C
	tab
	 more
C
d = <<D

D
e = <<E
\n \" \\ \u0041
E
f = <<-F
  a

   

  b
  F
g = <<-G
  ${x}
    ${y}
  G
