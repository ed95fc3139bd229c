#include "services/agent/models/rules/confidence.h"

#include <algorithm>

namespace lossy::agent {
namespace {

constexpr double kNothingRecognised = 0.2;
constexpr double kKept = 0.3;
// Fewer words than these are no mistaken sentence.
constexpr int kSentence = 3;
// Doubtful words need this much more evidence of chatter: a strong phrase and a weak one.
constexpr double kMistakes = 7;

double BeforeHedging(const Evidence& evidence) {
  const bool known = evidence.topics.Feedback() > 0;
  const Signals& signals = evidence.signals;
  if (evidence.instructs) return known ? 0.9 : 0.55;
  if (IsPraise(evidence)) return 0.6;
  if (signals.complaint) return known ? 0.85 : 0.45;
  static constexpr double kNamesAThing = 4;
  if (evidence.topics.Feedback() >= kNamesAThing) return 0.6;
  if (known) return signals.specific ? 0.5 : 0.4;
  return evidence.doubtful && signals.words >= kSentence ? kKept : kNothingRecognised;
}

// The amount by which the manner of speaking lowers the clarity.
double Doubt(const Signals& signals) {
  static constexpr int kMostHedges = 4;
  static constexpr int kRambling = 40;
  double doubt = 0.07 * std::min(signals.hedges, kMostHedges);
  if (signals.hesitations * 3 > signals.words) doubt += 0.1;
  if (signals.words > kRambling) doubt += 0.1;
  return doubt;
}

}  // namespace

bool IsPraise(const Evidence& evidence) {
  const Signals& signals = evidence.signals;
  const bool asks = evidence.instructs && !signals.preserves;
  return signals.praise && !signals.complaint && !asks;
}

bool IsChatter(const Evidence& evidence) {
  // Praise and complaint are feedback even without a topic.
  const bool opinion = evidence.signals.praise || evidence.signals.complaint;
  const double other = (opinion ? 1 : 0) + (evidence.doubtful ? kMistakes : 0);
  return evidence.topics.Chatter() > evidence.topics.Feedback() + other;
}

double Confidence(const Evidence& evidence) {
  const double clear = BeforeHedging(evidence);
  if (clear < kKept) return clear;
  const bool known = evidence.topics.Feedback() > 0;
  const double least = evidence.instructs && known ? 0.6 : kKept;
  const double specific = evidence.signals.specific && evidence.instructs ? 0.03 : 0;
  return std::max(least, clear + specific - Doubt(evidence.signals));
}

}  // namespace lossy::agent
