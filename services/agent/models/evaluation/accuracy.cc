#include "services/agent/models/evaluation/accuracy.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "base/time/clock.h"

namespace lossy::agent {
namespace {

// The default setting of a user.
constexpr double kMinConfidence = 0.3;

constexpr absl::Duration kLongestWriting = absl::Minutes(1);

std::string NameOf(notes::v1::NoteCategory category) {
  return absl::AsciiStrToLower(
      notes::v1::NoteCategory_Name(category).substr(sizeof("NOTE_CATEGORY_") - 1));
}

std::vector<Verdict> Unjudged(absl::Span<const FeedbackLine> lines, absl::string_view part) {
  std::vector<Verdict> verdicts;
  for (const FeedbackLine& line : lines) {
    if (line.part == part) verdicts.push_back({line, absl::UnknownError("")});
  }
  return verdicts;
}

}  // namespace

std::string Verdict::category() const { return draft.ok() ? NameOf(draft->category) : "-"; }

bool Verdict::keeps() const {
  return draft.ok() && !draft->text.empty() && draft->confidence >= kMinConfidence;
}

std::vector<Verdict> Judge(NoteWriter& writer, absl::Span<const FeedbackLine> lines,
                           absl::string_view part, int at_once) {
  std::vector<Verdict> verdicts = Unjudged(lines, part);
  std::atomic<std::size_t> next = 0;
  const auto judge = [&] {
    for (std::size_t i = next++; i < verdicts.size(); i = next++) {
      verdicts[i].draft = writer.Write(
          {.text = verdicts[i].line.text, .deadline = base::SteadyNow() + kLongestWriting});
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < at_once; ++i) threads.emplace_back(judge);
  judge();
  for (std::thread& thread : threads) thread.join();
  return verdicts;
}

Accuracy Count(absl::Span<const Verdict> verdicts) {
  Accuracy accuracy;
  for (const Verdict& verdict : verdicts) {
    ++accuracy.lines;
    accuracy.failed += verdict.draft.ok() ? 0 : 1;
    accuracy.decided += verdict.decides_right() ? 1 : 0;
    accuracy.to_keep += verdict.line.keep ? 1 : 0;
    accuracy.sorted += verdict.line.keep && verdict.sorts_right() ? 1 : 0;
  }
  return accuracy;
}

std::string Describe(const Verdict& verdict) {
  return absl::StrFormat(
      "%s %-8s %-8s %-4s %.2f | %s | %s",
      verdict.decides_right() && verdict.sorts_right() ? "  " : "!!", verdict.line.category,
      verdict.category(), verdict.keeps() ? "keep" : "drop",
      verdict.draft.ok() ? verdict.draft->confidence : 0, verdict.line.text,
      verdict.draft.ok() ? verdict.draft->text : verdict.draft.status().ToString());
}

}  // namespace lossy::agent
