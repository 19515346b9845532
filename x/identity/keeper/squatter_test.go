package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/keeper"
	"github.com/agijobs/agijobs/x/identity/types"
)

// listed is what an allow list grants.
func listed(a types.Admission) keeper.Enrolment {
	e := enrolment(a, 1)
	e.Path, e.Source = types.ADMISSION_PATH_PROOF, types.AllowlistSource(types.ROLE_VALIDATOR)
	return e
}

// Who sees somebody's proof coming cannot make the applicant his machine first, so that the proof no longer fits.
func TestAttestationBlocksNobodysEnrolment(t *testing.T) {
	f := attesting(t)
	victim := person(stranger, types.ROLE_VALIDATOR)
	squat := attestMsg(acme, acmeName, stranger, f.in(time.Hour), types.ROLE_AGENT)
	squat.Kind, squat.ModelId = types.PARTICIPANT_KIND_AI_AGENT, "lab/model-1"
	_, err := f.srv.Attest(f.ctx, squat)
	require.NoError(t, err)
	f.later(time.Minute)

	// ACT
	events := f.events(t, f.enrolBy(listed(victim)))

	// ASSERT
	p := f.get(t, stranger)
	require.Equal(t, types.PARTICIPANT_KIND_HUMAN, p.Kind)
	require.Empty(t, p.Responsible)
	require.Equal(t, []types.Role{types.ROLE_VALIDATOR}, p.Roles)
	require.Equal(t, f.ctx.BlockTime(), *p.JudgeSince)
	require.Equal(t, types.ADMISSION_PATH_PROOF, p.AdmissionPath)
	require.Len(t, events, 2)
	f.sound(t)
	_, err = f.srv.RevokeAttestation(f.ctx, &types.MsgRevokeAttestation{Sender: acme.String(), Source: acmeName, Address: stranger.String()})
	require.NoError(t, err)
	require.Equal(t, p, f.get(t, stranger), "what the squatter gave is gone, the rest is not his to take")
}

// Nor does a representative keep somebody in the organisation by being first.
func TestAttestationDrawsNobodyIntoAnOrganisation(t *testing.T) {
	f := attesting(t)
	f.attest(t, director, "organisation:acme", stranger, f.in(time.Hour), types.ROLE_VALIDATOR)
	require.Equal(t, "acme", f.get(t, stranger).OrganisationId)

	// ACT
	require.NoError(t, f.enrolBy(listed(person(stranger, types.ROLE_VALIDATOR)))(f.ctx))

	// ASSERT
	require.Empty(t, f.get(t, stranger).OrganisationId)
	f.sound(t)
}

// Whoever has signed with the address has taken the admission as it is; and a desk's word is not undone.
func TestReadmissionRefused(t *testing.T) {
	for name, arrange := range map[string]func(t *testing.T, f *fixture){
		"signed": func(t *testing.T, f *fixture) {
			acc := f.acc.GetAccount(f.ctx, stranger)
			require.NoError(t, acc.SetPubKey(secp256k1.GenPrivKeyFromSecret([]byte("stranger")).PubKey()))
			f.acc.SetAccount(f.ctx, acc)
		},
		"given more by a desk": func(t *testing.T, f *fixture) {
			f.admit(t, authority, machine(stranger, acme, types.ROLE_AGENT, types.ROLE_EMPLOYER))
			squat := attestMsg(acme, acmeName, stranger, f.in(time.Hour), types.ROLE_AGENT)
			squat.Kind = types.PARTICIPANT_KIND_AI_AGENT
			f.refused(t, types.ErrNothingNew, func(ctx sdk.Context) error { _, err := f.srv.Attest(ctx, squat); return err })
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := attesting(t)
			squat := attestMsg(acme, acmeName, stranger, f.in(time.Hour), types.ROLE_AGENT)
			squat.Kind = types.PARTICIPANT_KIND_AI_AGENT
			_, err := f.srv.Attest(f.ctx, squat)
			require.NoError(t, err)
			arrange(t, f)
			want := types.ErrKindChange
			f.refused(t, want, f.enrolBy(listed(person(stranger, types.ROLE_VALIDATOR))))
		})
	}
}

// Where nothing contradicts, the words add up as ever.
func TestEnrolmentAddsToAnAttestation(t *testing.T) {
	f := attesting(t)
	r := root()
	r.OrganisationId = "uni"
	f.setRoot(t, r)
	word := attestMsg(acme, acmeName, stranger, f.in(time.Hour), types.ROLE_AGENT)
	word.Kind = types.PARTICIPANT_KIND_HUMAN // whom the root's organisation ties to the owner
	_, err := f.srv.Attest(f.ctx, word)
	require.NoError(t, err)
	onTheList := person(stranger, types.ROLE_VALIDATOR)
	onTheList.OrganisationId = "uni"
	require.NoError(t, f.enrolBy(listed(onTheList))(f.ctx))
	require.Equal(t, []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}, f.get(t, stranger).Roles)
	f.sound(t)
}

// Who answers for a machine stays no machine, though he has never signed: the state would refer to an AI agent that answers for another.
func TestReadmissionMakesNobodyAMachine(t *testing.T) {
	f := attesting(t)
	f.attest(t, director, "organisation:acme", stranger, f.in(time.Hour), types.ROLE_EMPLOYER)
	f.admit(t, registrar.String(), machine(machine1, stranger, types.ROLE_AGENT))

	f.refused(t, types.ErrKindChange, func(ctx sdk.Context) error {
		_, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: registrar.String(), Participants: []types.Admission{machine(stranger, human, types.ROLE_AGENT)}})
		return err
	})
	f.sound(t)
}
