package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"

	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	serverconfig "github.com/cosmos/cosmos-sdk/server/config"

	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/sigcache"
	"github.com/agijobs/agijobs/internal/gcpercent"
)

// The files that init writes fit together, and app.toml has everything that the SDK's has.
func TestConfigOfTheMempool(t *testing.T) {
	text, values := appConfig()
	parsed, err := template.New("app.toml").Parse(text)
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, parsed.Execute(&file, values))
	v := viper.New()
	v.SetConfigType("toml")
	require.NoError(t, v.ReadConfig(&file))
	comet := cometConfig().Mempool
	v.Set("mempool.size", comet.Size)
	v.Set("mempool.type", comet.Type)
	v.Set("mempool.recheck", comet.Recheck)
	v.Set("mempool.keep-invalid-txs-in-cache", comet.KeepInvalidTxsInCache)
	require.NoError(t, lanes.CheckConfig(v))
	require.Equal(t, int64(lanes.DefaultTxs), lanes.ReadSize(v).Txs)

	entries, err := sigcache.Entries(v)
	require.NoError(t, err)
	require.Equal(t, sigcache.DefaultEntries, entries)

	require.NoError(t, requireNoCache(v))

	percent, err := gcpercent.Setting(v)
	require.NoError(t, err)
	require.Equal(t, gcpercent.Default, percent)

	sections := regexp.MustCompile(`(?m)^\[.*\]$`)
	require.Equal(t, append(sections.FindAllString(serverconfig.DefaultConfigTemplate, -1), "[signatures]", "[runtime]"), sections.FindAllString(text, -1))
	_, mempool, found := strings.Cut(serverconfig.DefaultConfigTemplate, mempoolSection)
	require.True(t, found)
	require.Equal(t, []string{"max-txs = {{ .Mempool.MaxTxs }}"}, regexp.MustCompile(`(?m)^[a-z].*=.*$`).FindAllString(mempool, -1),
		"the SDK's section has a setting that ours lacks")
}

// A node with the SDK's default does not start: the file that init writes says otherwise.
func TestNoCacheBetweenBlocks(t *testing.T) {
	v := viper.New()
	v.Set("inter-block-cache", true)
	require.EqualError(t, requireNoCache(v),
		"inter-block-cache of app.toml must be false, and is true or missing: with it a simulation can part this node from the chain")

	home := t.TempDir()
	app := filepath.Join(home, "config", "app.toml")
	_, err := at(t, home, "init", "alone", "--chain-id", "cache-1")
	require.NoError(t, err)
	file, err := os.ReadFile(app)
	require.NoError(t, err)
	require.Contains(t, string(file), "inter-block-cache = false")
	require.NoError(t, os.WriteFile(app, bytes.Replace(file, []byte("inter-block-cache = false"), nil, 1), 0o600))
	_, err = at(t, home, "start")
	require.ErrorContains(t, err, "inter-block-cache of app.toml must be false")
	_, err = at(t, home, "signer", "start", "--chain-id", "cache-1", "--priv-validator-key", filepath.Join(home, "none.json"),
		"--priv-validator-state", filepath.Join(home, "none.json"), "--address", "unix://"+filepath.Join(home, "s.sock"))
	require.ErrorContains(t, err, "none.json", "a signer has no such setting")
}
