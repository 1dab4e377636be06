//go:build tools

// Package tools names the command that this module builds: the Pulumi CLI, at the version that go.mod pins.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
