package app_test

import (
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
)

// certificatesTemplates are those of x/certificates.
var certificatesTemplates = map[string]template{
	"/agijobs.certificates.v1.MsgTransfer": {msg: func(w *world, o objects, from string) sdk.Msg {
		return &certificatestypes.MsgTransfer{Owner: from, JobId: o.certified, Recipient: w.citizen.String()}
	}},
	"/agijobs.certificates.v1.MsgList": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &certificatestypes.MsgList{Owner: from, JobId: o.certified, Price: math.OneInt()}
	}},
	"/agijobs.certificates.v1.MsgDelist": {before: forSale, msg: func(_ *world, o objects, from string) sdk.Msg {
		return &certificatestypes.MsgDelist{Owner: from, JobId: o.certified}
	}},
	// The treasury is told that the certificate is its own.
	"/agijobs.certificates.v1.MsgBuy": {
		own: true, before: forSale, past: []error{certificatestypes.ErrBuyer}, msg: func(w *world, _ objects, from string) sdk.Msg {
			return &certificatestypes.MsgBuy{Buyer: from, JobId: w.treasurys.certified, MaxPrice: math.OneInt()}
		},
	},
	"/agijobs.certificates.v1.MsgRevoke": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &certificatestypes.MsgRevoke{
			Authority: from, JobId: w.mine.certified, Reason: "stolen data", Evidence: w.PostMsg(w.Employer).Spec,
		}
	}},
}

// forSale has the party's certificate and the treasury's for sale, whatever the standing of the party.
func forSale(w *world, ctx sdk.Context, _ sdk.AccAddress) {
	for id, seller := range map[uint64]string{w.mine.certified: w.party.String(), w.treasurys.certified: money.TreasuryAddress().String()} {
		listing := certificatestypes.Listing{JobId: id, Seller: seller, Price: math.OneInt()}
		require.NoError(w.T, w.App.Certificates.Listings.Set(ctx, id, listing))
	}
}
