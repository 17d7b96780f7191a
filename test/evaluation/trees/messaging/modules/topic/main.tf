variable "name" {
  type = string
}

variable "subscribers" {
  type = set(string)
}

variable "publishers" {
  type = list(string)
}

variable "open_queues" {
  type    = bool
  default = false
}

variable "encrypted" {
  type    = bool
  default = true
}

locals {
  addresses = { for each in var.subscribers : each => split(":", each)[0] if can(regex("^https?://", each)) }
  queues    = setsubtract(var.subscribers, keys(local.addresses))

  # A queue and its dead letters.
  all_queues = {
    for pair in setproduct(local.queues, ["", "-dead"]) : join("", pair) => {
      owner = pair[0]
      dead  = pair[1] != ""
    }
  }
}

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = var.encrypted ? "alias/aws/sns" : null
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.topic.json
}

data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "Publish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.this.arn]

    principals {
      type        = "AWS"
      identifiers = var.publishers
    }
  }
}

resource "aws_sqs_queue" "this" {
  for_each = local.all_queues

  name                      = "${var.name}-${each.key}"
  message_retention_seconds = each.value.dead ? 14 * 24 * 60 * 60 : null
  sqs_managed_sse_enabled   = var.encrypted
}

resource "aws_sqs_queue_redrive_policy" "this" {
  for_each = { for name, queue in local.all_queues : name => queue if !queue.dead }

  queue_url = aws_sqs_queue.this[each.key].id
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.this["${each.key}-dead"].arn
    maxReceiveCount     = 5
  })
}

data "aws_iam_policy_document" "queue" {
  for_each = local.queues

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.this[each.key].arn]

    principals {
      type        = var.open_queues ? "*" : "Service"
      identifiers = var.open_queues ? ["*"] : ["sns.amazonaws.com"]
    }

    dynamic "condition" {
      for_each = var.open_queues ? toset([]) : toset([aws_sns_topic.this.arn])

      content {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_sqs_queue_policy" "this" {
  for_each = data.aws_iam_policy_document.queue

  queue_url = aws_sqs_queue.this[each.key].id
  policy    = each.value.json
}

resource "aws_sns_topic_subscription" "queue" {
  for_each = local.queues

  topic_arn = aws_sns_topic.this.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.this[each.value].arn
}

resource "aws_sns_topic_subscription" "address" {
  for_each = local.addresses

  topic_arn = aws_sns_topic.this.arn
  protocol  = each.value
  endpoint  = each.key
}

output "queue_arns" {
  value = { for name, queue in aws_sqs_queue.this : name => queue.arn if !endswith(name, "-dead") }
}
