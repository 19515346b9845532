// Package deploy_test checks that what operators install fits the program.
package deploy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

var (
	metric     = regexp.MustCompile(`\b(?:agijobs|cometbft)_[a-z0-9_]+`)
	instrument = regexp.MustCompile(`"(agijobs\.[a-z_.]+)"`)
)

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(text)
}

// shown are the metrics of a running node: metrics.txt is what its endpoint answers, name and kind.
func shown(t *testing.T) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(read(t, "monitoring", "metrics.txt")) {
		name, kind, found := strings.Cut(strings.TrimSpace(line), " ")
		require.True(t, found, line)
		out[name] = true
		if kind == "histogram" {
			for _, part := range []string{"_bucket", "_sum", "_count"} {
				out[name+part] = true
			}
		}
	}
	return out
}

// A rule or a panel about a metric that no node has is silent for ever.
func TestRulesAndDashboardsNameMetricsOfTheNode(t *testing.T) {
	node := shown(t)
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr string
				Labels      map[string]string
				Annotations map[string]string
			}
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "monitoring", "rules.yml")), &rules))
	expressions := map[string]string{}
	for _, group := range rules.Groups {
		for _, r := range group.Rules {
			require.NotContains(t, expressions, r.Alert)
			expressions[r.Alert] = r.Expr
			require.Contains(t, []string{"page", "ticket"}, r.Labels["severity"], r.Alert)
			require.NotEmpty(t, r.Annotations["summary"], r.Alert)
			require.NotEmpty(t, r.Annotations["action"], r.Alert)
		}
	}
	require.NotEmpty(t, expressions)
	requireRuleTests(t, expressions)
	for _, name := range []string{"market.json", "node.json"} {
		var board struct {
			Panels []struct {
				Title   string
				Targets []struct{ Expr string }
			}
		}
		require.NoError(t, json.Unmarshal([]byte(read(t, "monitoring", name)), &board))
		require.NotEmpty(t, board.Panels)
		for _, p := range board.Panels {
			require.NotEmpty(t, p.Targets, p.Title)
			for _, target := range p.Targets {
				expressions[name+" "+p.Title+" "+target.Expr] = target.Expr
			}
		}
	}
	for where, expr := range expressions {
		if expr == `up{job="agijobs"} == 0` {
			continue // Prometheus's own
		}
		names := metric.FindAllString(expr, -1)
		require.NotEmpty(t, names, where)
		for _, name := range names {
			require.True(t, node[name], "%s: no metric %s", where, name)
		}
	}
}

// requireRuleTests: promtool sees each alert fire and keep silent (make test-rules).
func requireRuleTests(t *testing.T, alerts map[string]string) {
	t.Helper()
	var file struct {
		Tests []struct {
			Cases []struct {
				Alert    string    `yaml:"alertname"`
				Expected yaml.Node `yaml:"exp_alerts"`
			} `yaml:"alert_rule_test"`
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "monitoring", "rules_test.yaml")), &file))
	fires, silent := map[string]bool{}, map[string]bool{}
	for _, test := range file.Tests {
		for _, c := range test.Cases {
			require.Contains(t, alerts, c.Alert)
			if c.Expected.IsZero() {
				silent[c.Alert] = true
			} else {
				fires[c.Alert] = true
			}
		}
	}
	for alert := range alerts {
		require.True(t, fires[alert], "no test in which %s fires", alert)
		require.True(t, silent[alert], "no test in which %s is silent", alert)
	}
}

// metrics.txt lists exactly the program's instruments, by the names that Prometheus gives them.
func TestTheListOfMetricsIsThatOfTheProgram(t *testing.T) {
	var instruments []string
	for _, folder := range []string{"app/metrics", "app/sigcache"} {
		files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, m := range instrument.FindAllStringSubmatch(read(t, file), -1) {
				if m[1] != "agijobs." {
					instruments = append(instruments, strings.ReplaceAll(m[1], ".", "_"))
				}
			}
		}
	}
	var listed []string
	for line := range strings.Lines(read(t, "monitoring", "metrics.txt")) {
		name, _, _ := strings.Cut(line, " ")
		if strings.HasPrefix(name, "agijobs_") {
			listed = append(listed, strings.TrimSuffix(strings.TrimSuffix(name, "_total"), "_seconds"))
		}
	}
	slices.Sort(instruments)
	slices.Sort(listed)
	require.Equal(t, instruments, listed)
}

// The units start commands that exist, with a home that they may write to.
func TestUnits(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("systemd", "*.service"))
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, file := range files {
		unit := read(t, file)
		require.Regexp(t, `(?m)^ExecStart=/usr/local/bin/agijobsd (start|signer start) --home (/var/lib/agijobs(-signer)?)`, unit, file)
		home := regexp.MustCompile(`--home (\S+)`).FindStringSubmatch(unit)[1]
		require.Contains(t, unit, "ReadWritePaths="+home+"\n", file)
		require.Contains(t, unit, "Restart=always\n", file)
	}
}
