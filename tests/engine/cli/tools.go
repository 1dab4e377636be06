//go:build tools

// Package tools imports the Pulumi CLI, which `go build` compiles at the version in go.mod.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
