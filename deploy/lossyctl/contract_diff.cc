#include "deploy/lossyctl/contract_diff.h"

#include <iostream>

#include "absl/flags/flag.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/text/path_list.h"
#include "contract/diff/contract_diff.h"
#include "contract/diff/diff_text.h"
#include "contract/diff/finding.h"
#include "contract/model/descriptor_sets.h"
#include "deploy/lossyctl/report/report.h"

ABSL_FLAG(std::string, allow, "",
          "For contract diff: elements whose changes are permitted, as the output names them, "
          "separated by semicolons");

namespace lossy::lossyctl {
namespace {

absl::StatusOr<google::protobuf::FileDescriptorSet> ReadSets(const std::string& list) {
  const std::vector<std::string> paths = base::SplitPaths(list);
  if (paths.empty()) {
    return absl::InvalidArgumentError("contract diff needs two lists of descriptor sets");
  }
  return contract::ReadDescriptorSets(paths);
}

std::vector<std::string> AllowedElements() {
  std::vector<std::string> elements;
  const std::string list = absl::GetFlag(FLAGS_allow);
  for (absl::string_view element : absl::StrSplit(list, ';', absl::SkipWhitespace())) {
    elements.emplace_back(absl::StripAsciiWhitespace(element));
  }
  return elements;
}

}  // namespace

absl::Status CompareContractFiles(const std::vector<std::string>& sets) {
  const auto old_set = ReadSets(sets[0]);
  if (!old_set.ok()) return old_set.status();
  const auto new_set = ReadSets(sets[1]);
  if (!new_set.ok()) return new_set.status();
  absl::StatusOr<contract::ContractDiff> diff = contract::CompareContracts(*old_set, *new_set);
  if (!diff.ok()) return diff.status();
  for (const std::string& element : diff->Allow(AllowedElements())) {
    std::cerr << "lossyctl: --allow permits no change: " << element << '\n';
  }
  std::cout << (JsonIsWanted() ? contract::DiffJson(*diff) : contract::DiffText(*diff));
  const int breaks = diff->Count(contract::Severity::kBreak);
  if (breaks == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the new contract breaks clients or callers of the old one; breaks: ", breaks));
}

}  // namespace lossy::lossyctl
