#include "contract/diff/diff_text.h"

#include "absl/strings/str_cat.h"
#include "contract/json_value/json_value.h"

namespace lossy::contract {
namespace {

// The most elements of a finding that the text lists.
constexpr std::size_t kMaxElements = 4;

absl::string_view Label(const Finding& finding) {
  return finding.allowed ? "allowed" : SeverityName(finding.severity);
}

void AppendLine(absl::string_view name, absl::string_view text, std::string* out) {
  if (!text.empty()) absl::StrAppend(out, "    ", name, ": ", text, "\n");
}

void AppendFinding(const Finding& finding, std::string* out) {
  const std::vector<std::string>& elements = finding.elements;
  absl::StrAppend(out, "  ", Label(finding), ": ", elements.front(), ": ", finding.what, "\n");
  if (finding.severity == Severity::kOk) return;
  for (std::size_t i = 1; i < elements.size() && i < kMaxElements; ++i) {
    AppendLine("also", elements[i], out);
  }
  if (elements.size() > kMaxElements) {
    AppendLine("also", absl::StrCat(elements.size() - kMaxElements, " more"), out);
  }
  AppendLine("why", finding.why, out);
  AppendLine("remedy", finding.remedy, out);
}

void AppendSection(absl::string_view title, const std::vector<Finding>& findings,
                   std::string* out) {
  if (findings.empty()) return;
  absl::StrAppend(out, title, "\n");
  for (const Finding& finding : findings) AppendFinding(finding, out);
  absl::StrAppend(out, "\n");
}

JsonValue FindingsJson(const std::vector<Finding>& findings) {
  JsonValue all = JsonValue::List();
  for (const Finding& finding : findings) {
    all.Add(JsonValue::Object({
        {"severity", SeverityName(finding.severity)},
        {"elements", JsonValue::Texts(finding.elements)},
        {"what", finding.what},
        {"why", finding.why},
        {"remedy", finding.remedy},
        {"allowed", finding.allowed},
    }));
  }
  return all;
}

}  // namespace

std::string DiffText(const ContractDiff& diff) {
  std::string text;
  AppendSection("Clients of the edge (an old page and a new server):", diff.clients, &text);
  AppendSection("gRPC callers (an old edge or service, and a new service):", diff.callers, &text);
  absl::StrAppend(&text, "breaks: ", diff.Count(Severity::kBreak),
                  ", warnings: ", diff.Count(Severity::kWarning),
                  ", other changes: ", diff.Count(Severity::kOk), "\n");
  return text;
}

std::string DiffJson(const ContractDiff& diff) {
  return JsonValue::Object({
                               {"breaks", diff.Count(Severity::kBreak)},
                               {"warnings", diff.Count(Severity::kWarning)},
                               {"clients", FindingsJson(diff.clients)},
                               {"callers", FindingsJson(diff.callers)},
                           })
      .Page();
}

}  // namespace lossy::contract
