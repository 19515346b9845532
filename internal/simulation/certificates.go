package simulation

import (
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// certificateFactories are those of x/certificates.
func certificateFactories(reg *registry) {
	add(reg, 4, transferCertificate)
	add(reg, 8, listCertificate)
	add(reg, 2, delistCertificate)
	add(reg, 6, buyCertificate)
	add(reg, 1, revokeCertificate)
}

func certificateKey(id uint64) string { return "certificate of " + jobKey(id) }

// revoked tells whether a certificate is.
func (n *Nation) revoked(id uint64) bool {
	for _, r := range n.certificates().Revocations {
		if r.JobId == id {
			return true
		}
	}
	return false
}

// listing returns the offer of a certificate.
func (n *Nation) listing(id uint64) (certificatestypes.Listing, bool) {
	return pick(n, n.certificates().Listings, func(l certificatestypes.Listing) bool { return l.JobId == id })
}

// certificate returns a COMPLETED job whose certificate counts and that no other message of the block is about.
func (n *Nation) certificate(ok func(jobstypes.Job) bool) (jobstypes.Job, bool) {
	return pick(n, n.jobs().Jobs, func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_COMPLETED && !n.taken[certificateKey(j.Id)] && !n.revoked(j.Id) && ok(j)
	})
}

// property returns a certificate that may change hands, and its owner, who can act.
func (n *Nation) property(ok func(jobstypes.Job) bool) (id uint64, owner string, found bool) {
	j, found := n.certificate(func(j jobstypes.Job) bool {
		c, holder, err := n.App.Certificates.Certificate(n.view.ctx, j.Id)
		return err == nil && !c.Bound && n.idle(holder.String()) && n.standing(holder.String()) && ok(j)
	})
	if !found {
		return 0, "", false
	}
	_, holder, err := n.App.Certificates.Certificate(n.view.ctx, j.Id)
	if err != nil {
		n.T.Fatal(err)
	}
	return j.Id, holder.String(), true
}

func transferCertificate(n *Nation) *certificatestypes.MsgTransfer {
	id, owner, ok := n.property(func(jobstypes.Job) bool { return true })
	if !ok {
		return nil
	}
	heir, ok := n.outside(func(p identitytypes.Participant) bool { return p.Address != owner && n.standing(p.Address) })
	if !ok || !n.take(certificateKey(id)) {
		return nil
	}
	return &certificatestypes.MsgTransfer{Owner: owner, JobId: id, Recipient: heir}
}

func listCertificate(n *Nation) *certificatestypes.MsgList {
	id, owner, ok := n.property(func(j jobstypes.Job) bool {
		_, listed := n.listing(j.Id)
		return !listed
	})
	if !ok || !n.take(certificateKey(id)) {
		return nil
	}
	return &certificatestypes.MsgList{Owner: owner, JobId: id, Price: testapp.AGI(int64(n.between(1, 500)))}
}

func delistCertificate(n *Nation) *certificatestypes.MsgDelist {
	l, ok := n.onSale(func(l certificatestypes.Listing) bool { return n.known(l.Seller) && n.idle(l.Seller) })
	if !ok || !n.take(certificateKey(l.JobId)) {
		return nil
	}
	return &certificatestypes.MsgDelist{Owner: l.Seller, JobId: l.JobId}
}

// onSale returns an offer that no other message of the block is about.
func (n *Nation) onSale(ok func(certificatestypes.Listing) bool) (certificatestypes.Listing, bool) {
	return pick(n, n.certificates().Listings, func(l certificatestypes.Listing) bool { return !n.taken[certificateKey(l.JobId)] && ok(l) })
}

// buyCertificate leaves the offer to others too: of two buyers in a block the second gets its money back.
func buyCertificate(n *Nation) *certificatestypes.MsgBuy {
	l, ok := n.onSale(func(l certificatestypes.Listing) bool { return n.standing(l.Seller) && !n.revoked(l.JobId) })
	if !ok {
		return nil
	}
	buyer, ok := n.sender()
	if !ok || buyer == l.Seller {
		return nil
	}
	return &certificatestypes.MsgBuy{Buyer: buyer, JobId: l.JobId, MaxPrice: l.Price.Add(math.OneInt())}
}

func revokeCertificate(n *Nation) *certificatestypes.MsgRevoke {
	c, ok := n.certificate(func(j jobstypes.Job) bool {
		return !asking(n, func(m *certificatestypes.MsgRevoke) bool { return m.JobId == j.Id })
	})
	if !ok || !n.take(certificateKey(c.Id)) {
		return nil
	}
	return &certificatestypes.MsgRevoke{Authority: app.Authority(), JobId: c.Id, Reason: "stolen data", Evidence: document("theft")}
}
