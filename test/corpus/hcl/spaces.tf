a=1
b   =   2
	c	=	3
d =4
block"label"{
  x=1
}
e = [ 1 ,2 , 3 ]
f = { a=1 , b=2 }
g = x . y . z
h = x [ 0 ]
i = f ( 1 , 2 )
j = - 1
k = ! true
l = a?b:c
m = a  ?  b  :  c
