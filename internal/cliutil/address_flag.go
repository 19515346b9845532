package cliutil

import (
	"context"
	"errors"

	"google.golang.org/protobuf/reflect/protoreflect"

	"cosmossdk.io/client/v2/autocli/flag"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// AddressType is how generated commands read addresses: as Address does. Put it in place of flag.AddressStringScalarType.
type AddressType struct{}

var _ flag.Type = AddressType{}

// NewValue returns the value of one flag or argument. ctx becomes the command's when it runs.
func (AddressType) NewValue(ctx *context.Context, _ *flag.Builder) flag.Value {
	return &addressValue{ctx: ctx}
}

// DefaultValue is empty.
func (AddressType) DefaultValue() string { return "" }

// addressValue keeps what was typed until the message is built: flags are parsed before it is known which node to ask.
type addressValue struct {
	ctx     *context.Context
	text    string
	address string
}

func (v *addressValue) Set(text string) error {
	if text == "" {
		return errors.New("empty address")
	}
	v.text, v.address = text, ""
	return nil
}

// Get returns the address, finding it once.
func (v *addressValue) Get(protoreflect.Value) (protoreflect.Value, error) {
	if v.text != "" && v.address == "" {
		addr, err := v.find()
		if err != nil {
			return protoreflect.Value{}, err
		}
		v.address = addr.String()
	}
	return protoreflect.ValueOfString(v.address), nil
}

func (v *addressValue) find() (sdk.AccAddress, error) {
	if ctx := *v.ctx; ctx != nil {
		if a, ok := ctx.Value(addressesKey{}).(*addresses); ok {
			return a.find(v.text)
		}
	}
	return sdk.AccAddressFromBech32(v.text)
}

func (v *addressValue) String() string {
	if v.address != "" {
		return v.address
	}
	return v.text
}

func (v *addressValue) Type() string { return "address, key or name" }
