#include "edge/presence/presence_refs.h"

#include "absl/random/random.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Returns the lowest 48 bits of the number as eight characters.
std::string Spell(std::uint64_t number) {
  std::string text(8, ' ');
  for (auto character = text.rbegin(); character != text.rend(); ++character) {
    *character = kAlphabet[number % kAlphabet.size()];
    number /= kAlphabet.size();
  }
  return text;
}

}  // namespace

PresenceRefs::PresenceRefs() : prefix_(Spell(absl::Uniform<std::uint64_t>(absl::BitGen()))) {}

std::string PresenceRefs::Next() { return prefix_ + Spell(++last_); }

}  // namespace lossy::edge
