// Measures the note writers with lines of reviewers and prints a table. The writers are the rules
// and the model of the flags.
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_format.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "services/agent/models/evaluation/accuracy.h"
#include "services/agent/models/evaluation/feedback_lines.h"
#include "services/agent/models/openai/openai_flags.h"
#include "services/agent/models/rules/rules_note_writer.h"

ABSL_FLAG(std::string, lines, lossy::agent::kFeedbackFile, "File with lines of reviewers");
ABSL_FLAG(int, at_once, 4, "Lines that a writer works on at the same time");
ABSL_FLAG(bool, show, false, "Also print each line with a wrong result");

LOSSY_FLAG_RANGE(at_once, 1, 1000);

namespace lossy::agent {
namespace {

std::set<std::string> PartsOf(const std::vector<FeedbackLine>& lines) {
  std::set<std::string> parts;
  for (const FeedbackLine& line : lines) parts.insert(line.part);
  return parts;
}

void PrintRow(absl::string_view writer, absl::string_view part,
              const std::vector<Verdict>& verdicts) {
  const Accuracy accuracy = Count(verdicts);
  std::cout << absl::StreamFormat("%-24s %-8s %5d   %5.1f %%     %5.1f %%   %6d\n", writer, part,
                                  accuracy.lines, 100 * accuracy.decision_rate(),
                                  100 * accuracy.category_rate(), accuracy.failed);
  if (!absl::GetFlag(FLAGS_show)) return;
  for (const Verdict& verdict : verdicts) {
    const std::string line = Describe(verdict);
    if (line.rfind("!!", 0) == 0) std::cout << line << '\n';
  }
}

void PrintRows(NoteWriter& writer, const std::vector<FeedbackLine>& lines) {
  for (const std::string& part : PartsOf(lines)) {
    PrintRow(writer.name(), part, Judge(writer, lines, part, absl::GetFlag(FLAGS_at_once)));
  }
}

int Evaluate() {
  const absl::StatusOr<std::vector<FeedbackLine>> lines = ReadFeedback(absl::GetFlag(FLAGS_lines));
  if (!lines.ok()) {
    std::cerr << lines.status().message() << '\n';
    return 1;
  }
  std::cout << "writer                   part     lines  keep/drop   category   failed\n";
  RulesNoteWriter rules;
  PrintRows(rules, *lines);
  prometheus::Registry registry;
  const std::unique_ptr<OpenAiModels> openai = OpenAiModelsFromFlags(registry, nullptr);
  if (openai->note_writer() != nullptr) PrintRows(*openai->note_writer(), *lines);
  return 0;
}

}  // namespace
}  // namespace lossy::agent

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("Measures the note writers with lines of reviewers.");
  lossy::base::ReadToolFlags(argc, argv);
  return lossy::agent::Evaluate();
}
