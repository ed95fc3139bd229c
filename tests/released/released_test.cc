#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "contract/diff/contract_diff.h"
#include "contract/diff/diff_text.h"
#include "contract/diff/finding.h"
#include "contract/model/descriptor_sets.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

// The elements that the next release breaks on purpose, as the failed test names them. renew.sh
// makes the list obsolete.
const std::vector<std::string>& DeliberateBreaks() {
  static const auto* const elements = new std::vector<std::string>;
  return *elements;
}

std::vector<std::string> PresentFiles() {
  std::vector<std::string> files;
  for (const char* name :
       {"agent/v1/agent", "channel/v1/socket", "notes/v1/notes", "notifications/bus/v1/bus",
        "notifications/v1/notifications", "privacy/v1/privacy", "video/v1/video"}) {
    files.push_back(absl::StrCat("proto/lossy/", name, "_descriptors.binpb"));
  }
  return files;
}

TEST(ReleasedContract, KeepsWorkingForItsClients) {
  const auto released = ReadDescriptorSets({"tests/released/released_descriptors.binpb"});
  ASSERT_TRUE(released.ok()) << released.status();
  const auto present = ReadDescriptorSets(PresentFiles());
  ASSERT_TRUE(present.ok()) << present.status();
  absl::StatusOr<ContractDiff> diff = CompareContracts(*released, *present);
  ASSERT_TRUE(diff.ok()) << diff.status();
  EXPECT_THAT(diff->Allow(DeliberateBreaks()), testing::IsEmpty())
      << "these elements did not change";
  EXPECT_EQ(diff->Count(Severity::kBreak), 0) << DiffText(*diff);
}

}  // namespace
}  // namespace lossy::contract
