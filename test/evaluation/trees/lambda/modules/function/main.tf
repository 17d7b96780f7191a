locals {
  create_role = var.create && var.role_arn == null
  role_arn    = local.create_role ? aws_iam_role.this[0].arn : var.role_arn
  policies = compact([
    "service-role/AWSLambdaBasicExecutionRole",
    var.vpc != null ? "service-role/AWSLambdaVPCAccessExecutionRole" : "",
  ])
}

resource "aws_iam_role" "this" {
  count = local.create_role ? 1 : 0

  name               = "${var.name}-function"
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "lambda.amazonaws.com" } }
      ]
    }
  JSON
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.create_role ? toset(local.policies) : toset([])

  role       = one(aws_iam_role.this[*].name)
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}

resource "aws_lambda_function" "this" {
  count = var.create ? 1 : 0

  function_name = var.name
  role          = local.role_arn
  runtime       = var.runtime
  handler       = startswith(var.runtime, "python") ? "main.handler" : "index.handler"
  filename      = "build/${var.name}.zip"

  dynamic "vpc_config" {
    for_each = var.vpc == null ? [] : [var.vpc]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value["security_group_ids"]
    }
  }

  dynamic "environment" {
    for_each = length(keys(var.environment)) == 0 ? [] : [true]

    content {
      variables = { for name, value in var.environment : upper(name) => value }
    }
  }
}

resource "aws_lambda_permission" "this" {
  for_each = { for name, trigger in var.triggers : name => trigger if var.create }

  statement_id   = format("%s-%s", title(each.key), "Invokes")
  function_name  = aws_lambda_function.this[0].function_name
  action         = "lambda:InvokeFunction"
  principal      = each.value.principal
  source_arn     = each.value.source_arn
  source_account = each.value.account
}

resource "aws_lambda_function_url" "this" {
  count = var.create ? length(var.url[*]) : 0

  function_name      = aws_lambda_function.this[count.index].function_name
  authorization_type = var.url.auth

  dynamic "cors" {
    for_each = var.url.cors_origins == null ? [] : [var.url.cors_origins]

    content {
      allow_origins = cors.value
    }
  }
}

output "arn" {
  value = one(aws_lambda_function.this[*].arn)
}
