// Package scope fixes the key of the SDK's global config before anything reads it.
//
// The SDK looks its config up by a key that, unless this variable is set, it computes from the executable's path and the
// host name at every single address check: a tenth of a block's time. The variable must be set before the first look-up,
// so this package imports nothing of the SDK and is imported by app, whose import path sorts before the SDK's.
package scope

import "os"

const variable = "COSMOS_SDK_CONFIG_SCOPE"

func init() {
	if _, set := os.LookupEnv(variable); set { // state-ok: a key of the SDK's own tables; nothing that it selects is state
		return
	}
	if err := os.Setenv(variable, "agijobs"); err != nil { // state-ok: as above
		panic(err)
	}
}
