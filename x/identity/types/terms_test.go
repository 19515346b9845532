package types_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/identity/types"
)

const document = "https://gov.example/terms"

// A version is required from its effective_at on, and nothing that is published brings forward or takes back what is required now.
func TestTermsRequired(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var terms types.Terms
		at := now
		for range rapid.IntRange(1, 8).Draw(t, "versions") {
			at = at.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "pause")) * time.Hour)
			notice := time.Duration(rapid.IntRange(0, 5).Draw(t, "notice")) * time.Hour
			start := at.Add(notice)
			before := terms.Required(at)
			next, err := terms.Next(document, make([]byte, 32), &start, at)
			require.NoError(t, err)
			require.Equal(t, terms.Version+1, next.Version)
			require.Equal(t, before, next.RequiredBefore)
			if notice > 0 {
				require.Equal(t, before, next.Required(at), "nothing is required without notice")
				require.Equal(t, before, next.Required(start.Add(-1)))
			}
			require.Equal(t, next.Version, next.Required(start))
			require.NoError(t, next.Validate())
			terms = next
		}
		// Whoever has acknowledged the newest never stops.
		p := types.Participant{Address: address("a"), AcknowledgedTerms: terms.Version}
		for later := time.Duration(0); later < 60*time.Hour; later += time.Hour {
			require.NoError(t, terms.Check(p, now.Add(later)))
		}
	})
}

func TestTermsNext(t *testing.T) {
	at := func(d time.Duration) *time.Time {
		moment := now.Add(d)
		return &moment
	}
	first, err := types.Terms{}.Next(document, make([]byte, 32), nil, now)
	require.NoError(t, err)
	require.Equal(t, types.Terms{Version: 1, Uri: document, Sha256: make([]byte, 32), EffectiveAt: now}, first)
	for name, tc := range map[string]struct {
		uri       string
		hash      []byte
		effective *time.Time
		err       error
	}{
		"now":     {document, make([]byte, 32), at(0), nil},
		"a year":  {document, make([]byte, 32), at(types.MaxTermsNotice), nil},
		"past":    {document, make([]byte, 32), at(-1), types.ErrInvalidTerms},
		"too far": {document, make([]byte, 32), at(types.MaxTermsNotice + 1), types.ErrInvalidTerms},
		"no uri":  {"", make([]byte, 32), nil, types.ErrInvalidTerms},
		"no hash": {document, nil, nil, types.ErrInvalidTerms},
		"bad uri": {"x", make([]byte, 32), nil, types.ErrInvalidMetadata},
	} {
		_, err := first.Next(tc.uri, tc.hash, tc.effective, now)
		require.ErrorIs(t, err, tc.err, name)
	}
}

// Two versions on the way: the one in force stays required until the last one published is.
func TestTermsOvertaken(t *testing.T) {
	hour, two := now.Add(time.Hour), now.Add(2*time.Hour)
	terms := types.Terms{Version: 1, Uri: document, Sha256: make([]byte, 32), EffectiveAt: now}
	terms, err := terms.Next(document, make([]byte, 32), &hour, now)
	require.NoError(t, err)
	terms, err = terms.Next(document, make([]byte, 32), &two, now)
	require.NoError(t, err)
	require.EqualValues(t, 1, terms.Required(hour))
	require.EqualValues(t, 3, terms.Required(two))
	p := types.Participant{Address: address("a"), AcknowledgedTerms: 2}
	require.NoError(t, terms.Check(p, hour))
	require.ErrorIs(t, terms.Check(p, two), types.ErrTermsUnknown)
	require.ErrorIs(t, terms.Acknowledged(p, 2, hour), types.ErrTermsVersion)
	require.ErrorIs(t, terms.Acknowledged(p, 1, hour), types.ErrTermsAcknowledged, "never less than it was")
	require.NoError(t, terms.Acknowledged(p, 3, hour))
}
