package client

import "seenby/receipts"

func policies(p receipts.Policy) receipts.Policies { return receipts.Policies{Default: p} }
