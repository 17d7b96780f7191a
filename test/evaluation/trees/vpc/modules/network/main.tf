locals {
  newbits = max(4, signum(length(var.zones) - 8) * 5)

  public_subnets  = [for i, zone in var.zones : cidrsubnet(var.cidr, local.newbits, i)]
  private_subnets = [for i, zone in var.zones : cidrsubnet(var.cidr, local.newbits, i + 8)]

  # A table is easier on the eye than two lists that run in step.
  private = zipmap(var.zones, local.private_subnets)

  gateways = var.single_nat_gateway ? 1 : length(var.zones)
  tags     = merge({ Name = var.name }, var.tags)
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = local.tags
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  count = length(local.public_subnets)

  vpc_id                  = aws_vpc.this.id
  cidr_block              = element(local.public_subnets, count.index)
  availability_zone       = var.zones[count.index]
  map_public_ip_on_launch = var.public_by_name
  tags                    = merge(local.tags, { Name = format("%s-public-%s", var.name, element(var.zones, count.index)) })
}

resource "aws_subnet" "private" {
  for_each = local.private

  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value
  availability_zone = each.key
  tags              = merge(local.tags, { Name = "${var.name}-private-${trimprefix(each.key, "eu-central-")}" })
}

resource "aws_eip" "nat" {
  count  = local.gateways
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  count = local.gateways

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
}

resource "aws_cloudwatch_log_group" "flow" {
  count = var.flow_logs == null ? 0 : 1

  name              = "/vpc/${var.name}"
  retention_in_days = var.flow_logs.retention
}

resource "aws_flow_log" "this" {
  count = var.flow_logs == null ? 0 : 1

  vpc_id          = aws_vpc.this.id
  traffic_type    = "ALL"
  log_destination = one(aws_cloudwatch_log_group.flow[*].arn)
  iam_role_arn    = "arn:aws:iam::111122223333:role/flow-logs"
}
