#include "services/agent/models/rules/verbs.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::agent {
namespace {

// A "+" doubles the last letter: trim, trimming, trimmed.
constexpr absl::string_view kRegular =
    "add adjust align amplify animate apply balance blend blur boost brighten bump caption center "
    "centre chop+ change clarify clean color colour compress condense correct crop+ crossfade cue "
    "darken deepen define delay delete desaturate dim+ dip+ dissolve drop+ duck dub+ edit "
    "elaborate "
    "emphasize enhance enlarge equalize expand explain export extend fade fill fix flash flip+ "
    "focus follow frame freeze grade highlight illustrate improve include increase insert "
    "intensify "
    "introduce isolate key label layer lengthen level lift light line linger loop lower mask match "
    "mention mix mock mount move mute name narrow normalize nudge open optimize outline overlay "
    "pace pan+ patch pause pick place play point polish pop+ position pull punch push raise "
    "re-record readjust rearrange record recut redesign redo reduce reframe relabel relight remix "
    "remove rename render reorder rephrase replace reposition rerecord resize reshoot restructure "
    "retime retouch reveal reverse revise rework rotate sample saturate save scale scoot scrub+ "
    "search sharpen shift shorten show shrink simplify skip+ slide slip+ slow smooth snip+ soften "
    "space speed split+ stabilize stabilise stagger start state stop+ straighten stretch strip+ "
    "subtitle summarize swap+ switch sync synchronize tame tidy tighten tilt time tone touch "
    "transition translate trim+ tuck turn tweak unify update upload use verify warm widen zoom "
    "smooth cool flag+ fit+ spell check double-check doublecheck confirm label ease end finish "
    "begin hold keep lead leave lose make mean pay put+ read rewrite send set+ shoot sit+ "
    "spend stick take talk throw try write bring build choose cut+ do draw find get+ "
    "give go let+ "
    "consider avoid repeat restore revisit review credit crank dial tease hide cover mark separate "
    "combine merge drag+ stay call address reference specify ask share provide deliver "
    "convert compare connect";

constexpr absl::string_view kIrregularParticiples[][2] = {{"cut", "cut"},
                                                          {"put", "put"},
                                                          {"set", "set"},
                                                          {"split", "split"},
                                                          {"hold", "held"},
                                                          {"keep", "kept"},
                                                          {"make", "made"},
                                                          {"redo", "redone"},
                                                          {"rewrite", "rewritten"},
                                                          {"reshoot", "reshot"},
                                                          {"shrink", "shrunk"},
                                                          {"bring", "brought"},
                                                          {"take", "taken"},
                                                          {"draw", "drawn"},
                                                          {"write", "written"},
                                                          {"hide", "hidden"},
                                                          {"recut", "recut"},
                                                          {"show", "shown"},
                                                          {"re-record", "re-recorded"}};

std::string Gerund(const std::string& verb, bool doubled) {
  if (doubled) return absl::StrCat(verb, verb.substr(verb.size() - 1), "ing");
  const bool silent_e = absl::EndsWith(verb, "e") && !absl::EndsWith(verb, "ee");
  return absl::StrCat(silent_e ? verb.substr(0, verb.size() - 1) : verb, "ing");
}

std::string Participle(const std::string& verb, bool doubled) {
  if (doubled) return absl::StrCat(verb, verb.substr(verb.size() - 1), "ed");
  if (absl::EndsWith(verb, "e")) return absl::StrCat(verb, "d");
  if (absl::EndsWith(verb, "fy") || absl::EndsWith(verb, "dy")) {
    return absl::StrCat(verb.substr(0, verb.size() - 1), "ied");
  }
  return absl::StrCat(verb, "ed");
}

}  // namespace

Verbs::Verbs() {
  for (absl::string_view entry : absl::StrSplit(kRegular, ' ')) {
    const bool doubled = absl::ConsumeSuffix(&entry, "+");
    const std::string verb(entry);
    bases_.insert(verb);
    gerunds_.emplace(Gerund(verb, doubled), verb);
    participles_.emplace(Participle(verb, doubled), verb);
  }
  for (const auto& [verb, participle] : kIrregularParticiples) {
    participles_.emplace(participle, verb);
  }
}

std::string Verbs::FromGerund(const std::string& key) const {
  auto found = gerunds_.find(key);
  return found == gerunds_.end() ? "" : found->second;
}

std::string Verbs::FromParticiple(const std::string& key) const {
  auto found = participles_.find(key);
  return found == participles_.end() ? "" : found->second;
}

}  // namespace lossy::agent
