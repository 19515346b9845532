package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/agijobs/agijobs/app/msgs"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// everybody stands for the letters of all participants.
const everybody = roleLetters + "PCG"

// anyOffice stands for the office that the message is about.
const anyOffice = '*'

// offices are the authority's messages that an office may send, with its letter.
var offices = map[string]rune{
	"/agijobs.sovereign.v1.MsgPause":      guardian,
	"/cosmos.gov.v1.MsgSubmitProposal":    member,
	"/cosmos.gov.v1.MsgDeposit":           member,
	"/cosmos.gov.v1.MsgVote":              member,
	"/cosmos.gov.v1.MsgVoteWeighted":      member,
	"/cosmos.gov.v1.MsgCancelProposal":    member,
	"/agijobs.sovereign.v1.MsgAcceptSeat": anyOffice,
}

// narrower are duties and exits that need more than being the party, and who may.
var narrower = map[string]struct {
	letters, standings, why string
}{
	"/agijobs.identity.v1.MsgSuspend":             {"R", "active", "a registrar's act"},
	"/agijobs.identity.v1.MsgReinstate":           {"R", "active", "a registrar's act"},
	"/agijobs.identity.v1.MsgRevoke":              {"R", "active", "a registrar's act"},
	"/agijobs.validation.v1.MsgRegisterCanaries":  {"U", "active", "an auditor's act"},
	"/agijobs.validation.v1.MsgDiscloseCanaries":  {"U", "active suspended expired revoked", "an auditor's duty, whatever its standing"},
	"/agijobs.jobs.v1.MsgOpenCanary":              {"U", "active", "an auditor's act, with employer and agent"},
	"/agijobs.identity.v1.MsgLeave":               {everybody, "active suspended expired", "who is revoked has left"},
	"/agijobs.identity.v1.MsgAcknowledgeTerms":    {everybody, "active suspended expired", "who is revoked has left"},
	"/agijobs.identity.v1.MsgRevokeCredential":    {"I", "active", "an issuer's act"},
	"/cosmos.staking.v1beta1.MsgEditValidator":    {"N", "active suspended expired", "staking is for node operators"},
	"/cosmos.staking.v1beta1.MsgRotateConsPubKey": {"N", "active suspended expired", "staking is for node operators"},
	"/cosmos.slashing.v1beta1.MsgUnjail":          {"N", "active suspended expired", "a revoked operator does not come back"},
	"/cosmos.staking.v1beta1.MsgUndelegate":       {"N", "active suspended expired revoked", "staking is for node operators"},
}

// entries are the roles that entry messages need: one of them, in good standing.
var entries = map[string]string{
	"/agijobs.jobs.v1.MsgPostJob":                "E",
	"/agijobs.jobs.v1.MsgRaisePayout":            "E",
	"/agijobs.jobs.v1.MsgClaimJob":               "A",
	"/agijobs.jobs.v1.MsgApply":                  "A",
	"/agijobs.jobs.v1.MsgAward":                  "E",
	"/agijobs.jobs.v1.MsgDepositStake":           "A",
	"/agijobs.jobs.v1.MsgDeclareAvailability":    "A",
	"/agijobs.jobs.v1.MsgCreateProgram":          "E",
	"/agijobs.jobs.v1.MsgFundProgram":            "E",
	"/agijobs.jobs.v1.MsgResumeProgram":          "E",
	"/agijobs.validation.v1.MsgBond":             "VM",
	"/agijobs.validation.v1.MsgJoinPool":         "V", // the role of the template's pool
	"/agijobs.certificates.v1.MsgTransfer":       everybody,
	"/agijobs.certificates.v1.MsgList":           everybody,
	"/agijobs.certificates.v1.MsgBuy":            everybody,
	"/agijobs.identity.v1.MsgAdmit":              "R",
	"/agijobs.identity.v1.MsgUpdateMetadata":     everybody,
	"/agijobs.identity.v1.MsgEnrolWithProof":     everybody,
	"/agijobs.identity.v1.MsgEnrolWithToken":     everybody,
	"/agijobs.identity.v1.MsgEnrolWithName":      everybody,
	"/agijobs.identity.v1.MsgAttest":             everybody,
	"/agijobs.identity.v1.MsgIssueCredential":    "I",
	"/agijobs.identity.v1.MsgRegisterName":       everybody,
	"/agijobs.identity.v1.MsgRenewName":          everybody,
	"/agijobs.identity.v1.MsgTransferName":       everybody,
	"/agijobs.identity.v1.MsgAllowRotation":      everybody, // an AI agent
	"/cosmos.staking.v1beta1.MsgCreateValidator": "N",
	"/cosmos.staking.v1beta1.MsgDelegate":        "N",
	"/cosmos.bank.v1beta1.MsgSend":               everybody,
	"/cosmos.bank.v1beta1.MsgMultiSend":          everybody,
	"/cosmos.authz.v1beta1.MsgGrant":             everybody,
	"/cosmos.feegrant.v1beta1.MsgGrantAllowance": everybody,
}

// requireRules holds the matrix against the design, so that writing the golden file anew cannot hide a hole.
func requireRules(t *testing.T, tries []try) {
	t.Helper()
	for _, one := range tries {
		if one.absent {
			continue
		}
		class, _ := msgs.ClassOf(one.url)
		where := fmt.Sprintf("%s (%s): %c, %s, %s, %s", one.url, class, one.letter, one.standing, one.who, brakes[one.brake].name)
		assert.Equal(t, braked(one), one.outcome == held, where)
		if one.outcome == held {
			continue
		}
		if want, settled := mayPass(class, one); settled {
			assert.Equal(t, want, one.outcome == passed, where)
		}
	}
}

// braked is the design: a pause holds the entry messages of its scope and nothing else.
func braked(one try) bool {
	rule := msgs.Rule(one.url)
	return slices.ContainsFunc(brakes[one.brake].pauses, func(p sovereigntypes.Pause) bool {
		return rule.Pausable && p.Scope == rule.Scope
	})
}

// mayPass is the design: entry needs role and standing, duty and exit only being the party, authority is the council's. It
// tells as well whether the design says anything: not about an official who is suspended or no participant and has
// business of his own, nor about whatever else the authority sends.
func mayPass(class msgs.Class, one try) (may, settled bool) {
	party, official := one.who != "other", one.letter == member || one.letter == guardian
	switch {
	case one.letter == authority && class == msgs.Entry && strings.HasPrefix(one.url, "/cosmos."):
		return false, true // its account pays nobody, grants nothing and stakes nothing
	case one.letter == authority:
		_, office := offices[one.url]
		return true, class == msgs.Authority && !office
	case class == msgs.Authority:
		office, ok := offices[one.url]
		if office == anyOffice {
			return party, !official
		}
		return ok && party && one.letter == office, true
	case one.standing == "unknown" && !official, !party:
		return false, true
	case class == msgs.Entry:
		if one.standing != "active" {
			return false, !official
		}
		return strings.ContainsRune(entries[one.url], one.letter), true
	}
	if n, ok := narrower[one.url]; ok {
		return strings.ContainsRune(n.letters, one.letter) && strings.Contains(n.standings, one.standing), true
	}
	return true, one.standing != "unknown"
}
