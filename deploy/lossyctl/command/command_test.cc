#include "deploy/lossyctl/command/command.h"

#include "absl/flags/flag.h"
#include "deploy/lossyctl/command/completion.h"
#include "deploy/lossyctl/command/help.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

ABSL_FLAG(std::string, test_since, "beginning", "First event to print");
ABSL_FLAG(bool, test_json, false, "Print JSON");

namespace lossy::lossyctl {
namespace {

using testing::HasSubstr;

Command WatchCommand() {
  return {.name = "watch",
          .arguments = "TOPIC",
          .summary = "prints the events of a topic",
          .flags = {{"test_json"}, {"test_since", "POSITION"}, {"test_user", "U", true}},
          .examples = {"lossyctl watch video:1"}};
}

Command CommandWith(const std::string& arguments) { return {.name = "x", .arguments = arguments}; }

std::vector<CommandGroup> Groups() {
  return {{"Keys", {{.name = "keys generate", .summary = "makes a key"}}},
          {"Topics", {WatchCommand()}}};
}

TEST(CommandTest, AcceptsAsManyWordsAsItHasArguments) {
  EXPECT_TRUE(CommandWith("").Accepts(0));
  EXPECT_FALSE(CommandWith("").Accepts(1));
  EXPECT_FALSE(CommandWith("OLD NEW").Accepts(1));
  EXPECT_TRUE(CommandWith("OLD NEW").Accepts(2));
  EXPECT_FALSE(CommandWith("OLD NEW").Accepts(3));
  EXPECT_TRUE(CommandWith("[COMMAND...]").Accepts(0));
  EXPECT_TRUE(CommandWith("[COMMAND...]").Accepts(7));
  EXPECT_FALSE(CommandWith("FILE...").Accepts(0));
  EXPECT_TRUE(CommandWith("FILE...").Accepts(3));
  EXPECT_FALSE(CommandWith("TOPIC [EVENT]").Accepts(0));
  EXPECT_TRUE(CommandWith("TOPIC [EVENT]").Accepts(1));
  EXPECT_FALSE(CommandWith("TOPIC [EVENT]").Accepts(3));
}

TEST(CommandTest, ShowsItsRequiredFlagsFirst) {
  EXPECT_EQ(WatchCommand().Usage(),
            "lossyctl watch TOPIC --test_user=U [--test_json] [--test_since=POSITION]");
}

TEST(CommandTest, HasTheFlagsOfCallsIfItCallsProcesses) {
  Command command = CommandWith("");
  EXPECT_EQ(command.Usage(), "lossyctl x");
  command.calls_processes = true;
  EXPECT_EQ(command.Usage(), "lossyctl x --key=PATH");
  EXPECT_THAT(HelpOf(command), HasSubstr("--tls_internal_ca=PATH\n"));
}

TEST(CommandTest, IsFoundByTheFirstWords) {
  const std::vector<CommandGroup> groups = Groups();
  const FoundCommand found = FindCommand(groups, {"watch", "video:1"});
  ASSERT_NE(found.command, nullptr);
  EXPECT_EQ(found.command->name, "watch");
  EXPECT_THAT(found.arguments, testing::ElementsAre("video:1"));
  EXPECT_EQ(FindCommand(groups, {"keys", "generate"}).command->name, "keys generate");
  EXPECT_EQ(FindCommand(groups, {"keys"}).command, nullptr);
  EXPECT_EQ(FindCommand(groups, {}).command, nullptr);
}

TEST(HelpTest, ListsCommandsByGroup) {
  EXPECT_THAT(HelpOfAll(Groups()), HasSubstr("\nKeys\n  keys generate  makes a key\n\nTopics\n"
                                             "  watch          prints the events of a topic\n"));
}

TEST(HelpTest, ExplainsACommandWithItsFlagsAndExamples) {
  EXPECT_EQ(HelpOf(WatchCommand()),
            "usage: lossyctl watch TOPIC --test_user=U [--test_json] [--test_since=POSITION]\n"
            "\n"
            "prints the events of a topic\n"
            "\n"
            "Flags\n"
            "  --test_user=U  (required)\n"
            "  --test_json\n"
            "      Print JSON\n"
            "  --test_since=POSITION  (default beginning)\n"
            "      First event to print\n"
            "\n"
            "Examples\n"
            "  lossyctl watch video:1\n");
}

TEST(CompletionTest, KnowsCommandsFlagsAndKindsOfArguments) {
  std::vector<CommandGroup> groups = Groups();
  groups.front().commands.push_back({.name = "shell", .arguments = "bash|zsh", .summary = "it's"});
  for (const std::string& script : {BashCompletion(groups), ZshCompletion(groups)}) {
    EXPECT_THAT(script,
                HasSubstr("_lossyctl_names=(\n  'keys generate'\n  'shell'\n  'watch'\n)\n"));
    EXPECT_THAT(script, HasSubstr("  '--test_user=U --test_json --test_since=POSITION'\n"));
    EXPECT_THAT(script, HasSubstr("_lossyctl_arguments=(\n  ''\n  'bash|zsh'\n  ''\n)\n"));
  }
  EXPECT_THAT(ZshCompletion(groups), HasSubstr("  'it'\\''s'\n"));
}

}  // namespace
}  // namespace lossy::lossyctl
