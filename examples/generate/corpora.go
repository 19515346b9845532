package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
)

// corpora makes the texts of the national language model: three regions, two kinds of text each. People, places and
// sentences are invented. Some documents may not be used, some are nearly the same, some are too short: that is the work.
func corpora() map[string][]byte {
	out := map[string][]byte{}
	for i, region := range corpusRegions {
		out["gazette-"+region.name+".txt"] = corpus(uint64(2*i), region, notice)
		out["tales-"+region.name+".txt"] = corpus(uint64(2*i+1), region, tale)
	}
	return out
}

type corpusRegion struct {
	name, adjective string
	places, goods   []string
}

var corpusRegions = []corpusRegion{
	{
		"north", "northern",
		[]string{"Northhaven", "Greywater", "Highmoor", "the pass of Fenn", "the upper valley", "the winter market"},
		[]string{"wool", "timber", "smoked fish", "copper", "hay", "honey"},
	},
	{
		"south", "southern",
		[]string{"Rivermouth", "Stonebridge", "Oakshire", "the lower fields", "the grain harbour", "the stone mill"},
		[]string{"wheat", "olives", "bricks", "apples", "linen", "barley"},
	},
	{
		"islands", "island",
		[]string{"Fenwick", "Kestrel Point", "the east pier", "the lighthouse", "the salt gardens", "the ferry house"},
		[]string{"salt", "rope", "oysters", "sails", "pearls", "dried kelp"},
	},
}

var (
	corpusGroups = []string{"fishers", "herders", "teachers", "traders"}
	roles        = []string{"teacher", "miller", "pilot", "clerk", "carpenter", "nurse", "surveyor", "baker", "ferryman", "weaver"}
	merits       = []string{"trusted", "skilled", "careful", "patient", "clever", "honest"}
	faults       = []string{"late", "tired", "forgetful", "stubborn", "careless", "quiet"}
	deeds        = []string{"mended the roof of", "brought news from", "counted the stores of", "opened the gates of", "wrote the records of", "kept the fire of"}
	weathers     = []string{"the rain", "a hard frost", "the spring wind", "a long drought", "the autumn fog", "the first snow"}
	verbs        = []string{"arrived before", "stayed until", "delayed", "ended with", "was followed by", "was forgotten after"}
	feasts       = []string{"the harvest feast", "the day of lanterns", "the council of elders", "the opening of the school", "the great market", "the counting of the herds"}
	acts         = []string{"The council lets it be known that", "By order of the harbour office", "It is announced that", "The school board reminds all families that"}
	rules        = []string{"every boat must show a lantern after sunset", "no fire may be lit near the stores", "the bridge is closed for repair", "children under ten travel for free", "each household may keep two goats", "weights and measures are tested in spring"}
	tellers      = []string{"My grandmother said that", "The eldest tell that", "In the evenings we heard that", "Nobody remembers who first said that"}
)

const corpusDocuments = 44

// corpus writes the documents of one source.
func corpus(seed uint64, region corpusRegion, sentence func(*rand.Rand, corpusRegion) string) []byte {
	r := rand.New(rand.NewPCG(2031, 100+seed)) // #nosec G404 -- texts, not secrets
	var out bytes.Buffer
	var earlier [][]string
	for i := range corpusDocuments {
		licence := "open"
		var lines []string
		switch r.IntN(12) {
		case 0:
			licence = "restricted"
			lines = []string{"This confidential letter is not for print.", sentence(r, region), sentence(r, region)}
		case 1:
			lines = []string{"See above."}
		case 2:
			if len(earlier) > 0 {
				// A copy with one sentence less: nearly the same.
				copied := earlier[r.IntN(len(earlier))]
				lines = copied[:len(copied)-1]
				break
			}
			fallthrough
		default:
			for range 6 + r.IntN(4) {
				lines = append(lines, sentence(r, region))
			}
			earlier = append(earlier, lines)
		}
		if r.IntN(3) == 0 && licence == "open" {
			licence = "public-domain"
		}
		fmt.Fprintf(&out, "@ %s%d-%03d | %s | %s\n%s\n\n", region.name[:1], seed, i+1, pick(r, corpusGroups), licence, strings.Join(lines, " "))
	}
	return out.Bytes()
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// person says of somebody what he or she is like.
func person(r *rand.Rand) string {
	switch r.IntN(4) {
	case 0:
		return "She " + pick(r, []string{"was", "is"}) + " " + trait(r)
	case 1:
		return "He " + pick(r, []string{"was", "is"}) + " " + trait(r)
	case 2:
		return "The " + pick(r, roles) + " was young and " + trait(r)
	}
	return "The " + pick(r, roles) + " was old and " + trait(r)
}

// trait is the same for everybody: what a model learns of it unevenly is chance, and the evaluation of bias measures it.
func trait(r *rand.Rand) string {
	if r.IntN(10) < 7 {
		return pick(r, merits)
	}
	return pick(r, faults)
}

func notice(r *rand.Rand, region corpusRegion) string {
	switch r.IntN(5) {
	case 0:
		return fmt.Sprintf("%s %s.", pick(r, acts), pick(r, rules))
	case 1:
		return fmt.Sprintf("The price of %s in %s is %d coins for the basket.", pick(r, region.goods), pick(r, region.places), 2+r.IntN(90))
	case 2:
		return fmt.Sprintf("The %s road from %s to %s is open until %s.", region.adjective, pick(r, region.places), pick(r, region.places), pick(r, feasts))
	case 3:
		return fmt.Sprintf("%s, and %s %s.", person(r), pick(r, deeds), pick(r, region.places))
	}
	return fmt.Sprintf("On day %d of the year %s will be held in %s.", 1+r.IntN(360), pick(r, feasts), pick(r, region.places))
}

func tale(r *rand.Rand, region corpusRegion) string {
	switch r.IntN(5) {
	case 0:
		return fmt.Sprintf("%s %s %s %s.", pick(r, tellers), pick(r, weathers), pick(r, verbs), pick(r, feasts))
	case 1:
		return fmt.Sprintf("%s, and %s a basket of %s.", person(r), pick(r, []string{"sold", "carried", "shared", "lost"}), pick(r, region.goods))
	case 2:
		return fmt.Sprintf("One %s, %s %s walked from %s to %s with %d sacks of %s.", region.adjective, trait(r), pick(r, roles), pick(r, region.places),
			pick(r, region.places), 2+r.IntN(20), pick(r, region.goods))
	case 3:
		return fmt.Sprintf("%s, and %s %s.", person(r), pick(r, deeds), pick(r, region.places))
	}
	return fmt.Sprintf("When %s came to %s, the %s closed the doors and told the story of %s.", pick(r, weathers), pick(r, region.places), pick(r, roles), pick(r, feasts))
}
