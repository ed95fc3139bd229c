#include "deploy/lossyctl/doctor/metrics_page.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace lossy::lossyctl {
namespace {

// Reads `name="value",…}` and returns the rest behind the brace. Nullopt: the text has another
// form.
absl::optional<absl::string_view> ReadLabels(absl::string_view text,
                                             std::map<std::string, std::string>& labels) {
  while (!text.empty() && text.front() != '}') {
    if (text.front() == ',') text.remove_prefix(1);
    const std::size_t equals = text.find("=\"");
    if (equals == absl::string_view::npos) return absl::nullopt;
    std::string& value = labels[std::string(text.substr(0, equals))];
    std::size_t i = equals + 2;
    for (; i < text.size() && text[i] != '"'; ++i) {
      const bool escape = text[i] == '\\' && i + 1 < text.size();
      if (escape) ++i;
      value.push_back(escape && text[i] == 'n' ? '\n' : text[i]);
    }
    if (i >= text.size()) return absl::nullopt;
    text.remove_prefix(i + 1);
  }
  if (text.empty()) return absl::nullopt;
  return text.substr(1);
}

}  // namespace

MetricsPage MetricsPage::Parse(absl::string_view text) {
  MetricsPage page;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::size_t end = line.find_first_of("{ ");
    if (absl::StartsWith(line, "#") || end == absl::string_view::npos) continue;
    Sample sample;
    absl::string_view rest = line.substr(end);
    if (rest.front() == '{') {
      const absl::optional<absl::string_view> behind = ReadLabels(rest.substr(1), sample.labels);
      if (!behind) continue;
      rest = *behind;
    }
    if (!absl::SimpleAtod(absl::StripAsciiWhitespace(rest), &sample.value)) continue;
    page.samples_[std::string(line.substr(0, end))].push_back(std::move(sample));
  }
  return page;
}

const std::vector<MetricsPage::Sample>& MetricsPage::Samples(const std::string& name) const {
  static const auto* none = new std::vector<Sample>;
  const auto found = samples_.find(name);
  return found != samples_.end() ? found->second : *none;
}

absl::optional<double> MetricsPage::Value(const std::string& name) const {
  const std::vector<Sample>& samples = Samples(name);
  if (samples.empty()) return absl::nullopt;
  return samples.front().value;
}

std::string MetricsPage::Label(const std::string& name, const std::string& label) const {
  const std::vector<Sample>& samples = Samples(name);
  if (samples.empty()) return "";
  const auto found = samples.front().labels.find(label);
  return found != samples.front().labels.end() ? found->second : "";
}

}  // namespace lossy::lossyctl
