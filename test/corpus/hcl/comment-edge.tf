#
//
/**/
/***/
/* /* not nested */
a = 1 # no line break inside "quotes" { or ${
b = "# not a comment"
c = "// nor this"
d = "/* nor this */"
#=#
