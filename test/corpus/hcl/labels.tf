block "quoted" {
}
other bare {
}
third "quoted" bare {
}
escaped "a\"b" "c\\d" "e$${f}" "" {
}
unicode "Übersicht" {
}
