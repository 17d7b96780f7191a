resource "aws_lambda_function" "api" {
  function_name = "${var.prefix}-api"
  role          = aws_iam_role.api.arn
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  filename      = "${path.module}/dist/api.zip"
  memory_size   = var.memory != null ? var.memory : 256

  environment {
    variables = merge(
      { STAGE = terraform.workspace },
      var.extra_environment,
    )
  }

  dead_letter_config { target_arn = aws_sqs_queue.dlq.arn }
  tracing_config { mode = "Active" }
}
