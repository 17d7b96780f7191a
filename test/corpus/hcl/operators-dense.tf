a = 1+2-3*4/5%6
b = a==b
c = a!=b
d = a<b
e = a<=b
f = a>b
g = a>=b
h = a&&b||c
i = !a&&!b
j = -a*-b
k = a<b==c>d
l = (a+b)*(c-d)/(e%f)
m = a&&b==c+d*e
n = !!a
o = - - 1
