// Package protofiles holds the definitions of all messages, linked as a whole.
//
// gogoproto links each generated file when Go initialises it, in the order of file names: what a later file defines stays an empty
// placeholder in an earlier one. In amino JSON, which hardware wallets and multisigs sign, a vote or a module's parameters would be "{}":
// not shown, and not covered by the signature.
package protofiles

import (
	"sync"

	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// Files returns the definitions. The first call also puts them in the place of gogoproto's HybridResolver, which the SDK takes wherever nobody
// can hand it another (client/tx.AuxTxBuilder). No init function may call it: files that are initialised later would be missing.
var Files = sync.OnceValues(func() (*protoregistry.Files, error) {
	files, err := proto.MergedRegistry()
	if err != nil {
		return nil, err
	}
	proto.HybridResolver = files
	return files, nil
})
