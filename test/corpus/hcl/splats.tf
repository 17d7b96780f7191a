locals {
  full       = aws_instance.web[*].id
  nested     = aws_instance.web[*].ebs_block_device[*].volume_id
  attribute  = aws_instance.web.*.id
  legacy     = aws_instance.web.0.id
  legacy_two = aws_instance.web.*.tags.0.name
  index      = aws_instance.web[*][0]
  mixed      = values(module.x)[*].items.*.name
  after      = aws_instance.web.*.id[0]
  bare       = var.list[*]
}
