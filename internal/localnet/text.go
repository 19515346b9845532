package localnet

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"

	"github.com/agijobs/agijobs/internal/demo"
)

// Advice is a command with what it does.
type Advice struct {
	What    string `json:"what"`
	Command string `json:"command"`
}

// Next lists what to try. Each of them works as it stands, in this order.
func (n *Net) Next() []Advice {
	paying := fmt.Sprintf("--home %s --gas auto --gas-prices %s --yes --wait", n.Keys, GasPrice())
	local := func(rest string) string { return fmt.Sprintf("%s localnet %s --home %s", n.Binary, rest, n.Home) }
	last := len(n.Members) - 1
	list := []Advice{
		{"who is here, with addresses", fmt.Sprintf("%s keys list --home %s", n.Binary, n.Keys)},
		{"money from the faucet", fmt.Sprintf("%s tx bank send faucet $(%s keys show agent-1 -a --home %s) 5000000uagi %s", n.Binary, n.Binary, n.Keys, paying)},
		{"a ministry posts a job", fmt.Sprintf("%s tx jobs post %s --from ministry %s", n.Binary,
			filepath.Join(demo.Documents(n.Home), "labour-statistics", "job.yaml"), paying)},
		{"the market's jobs", fmt.Sprintf("%s query jobs jobs --home %s", n.Binary, n.Keys)},
		{"the owner", fmt.Sprintf("%s query sovereign council --home %s", n.Binary, n.Keys)},
		{"what the market holds, and owes", fmt.Sprintf("%s query jobs escrow --home %s", n.Binary, n.Keys)},
	}
	if last > 0 {
		list = append(list,
			Advice{"a power cut", local(fmt.Sprint("kill ", last))},
			Advice{"and back", local(fmt.Sprint("start ", last))})
	}
	return append(list, Advice{"how it is", local("status")})
}

// Reachable tells whether other machines can come.
func (n *Net) Reachable() bool { return n.Host != "" }

func (n *Net) host() string {
	if n.Host != "" {
		return n.Host
	}
	return "127.0.0.1"
}

// Peers are the nodes as others dial them.
func (n *Net) Peers() string {
	var all []string
	for _, m := range n.Members {
		all = append(all, m.NodeID+"@"+net.JoinHostPort(n.host(), port(m.P2P)))
	}
	return strings.Join(all, ",")
}

// Join is the script by which a machine joins with a node of its own. It reads and follows; a seat is another matter.
func (n *Net) Join() string {
	fetch := fmt.Sprintf("cp %s \"$H/config/genesis.json\"", n.Genesis)
	if n.Reachable() {
		fetch = fmt.Sprintf("scp %s:%s \"$H/config/genesis.json\"", n.Host, n.Genesis)
	}
	return fmt.Sprintf(`H=${AGIJOBS_JOIN_HOME:-$HOME/.%s-joined}
agijobsd init joined --chain-id %s --home "$H"
%s
echo "%s  $H/config/genesis.json" | sha256sum -c
sed -i.bak 's/^allow_duplicate_ip = false/allow_duplicate_ip = true/; s/^addr_book_strict = true/addr_book_strict = false/' "$H/config/config.toml"
agijobsd start --home "$H" --p2p.persistent_peers %s
`, n.ChainID, n.ChainID, fetch, n.SHA256, n.Peers())
}
