#include <set>

#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "deploy/lossyctl/command_groups.h"
#include "gtest/gtest.h"

namespace lossy::lossyctl {
namespace {

TEST(AllCommandsTest, HaveASummaryAnExampleAndAFunction) {
  for (const CommandGroup& group : AllCommands()) {
    for (const Command& command : group.commands) {
      EXPECT_FALSE(command.summary.empty()) << command.name;
      EXPECT_FALSE(absl::EndsWith(command.summary, ".")) << command.name;
      ASSERT_FALSE(command.examples.empty()) << command.name;
      for (const std::string& example : command.examples) {
        EXPECT_TRUE(absl::StartsWith(example, "lossyctl " + command.name)) << example;
      }
      EXPECT_TRUE(command.run) << command.name;
    }
  }
}

TEST(AllCommandsTest, ListFlagsThatExistOnce) {
  for (const CommandGroup& group : AllCommands()) {
    for (const Command& command : group.commands) {
      std::set<std::string> seen;
      for (const CommandFlag& flag : command.AllFlags()) {
        EXPECT_TRUE(seen.insert(flag.name).second) << command.name << " --" << flag.name;
        const absl::CommandLineFlag* const known = absl::FindCommandLineFlag(flag.name);
        ASSERT_NE(known, nullptr) << command.name << " --" << flag.name;
        EXPECT_EQ(known->IsOfType<bool>(), flag.value.empty()) << flag.name;
      }
    }
  }
}

TEST(AllCommandsTest, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const CommandGroup& group : AllCommands()) {
    for (const Command& command : group.commands) {
      EXPECT_TRUE(names.insert(command.name).second) << command.name;
    }
  }
}

}  // namespace
}  // namespace lossy::lossyctl
