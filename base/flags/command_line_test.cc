#include "base/flags/command_line.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "base/flags/flag_range.h"
#include "base/log/log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

ABSL_FLAG(bool, test_switch, false, "A switch");
ABSL_FLAG(int, test_connections, 8, "A number with a range");
ABSL_FLAG(double, test_price, 1, "A number with a range");
ABSL_FLAG(std::uint32_t, test_rows, 1, "A number with a range");
ABSL_FLAG(std::int64_t, test_plain, 1, "A number without a range");
ABSL_FLAG(std::string, test_name, "", "A text");
ABSL_FLAG(lossy::base::LogLevel, test_level, lossy::base::LogLevel::kInfo, "A level");

LOSSY_FLAG_RANGE(test_connections, 3, 100);
LOSSY_FLAG_RANGE(test_price, 0, 2);
LOSSY_FLAG_RANGE(test_rows, 1, 10);

namespace lossy::base {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class CommandLineTest : public testing::Test {
 protected:
  CommandLine Read(std::vector<std::string> arguments) {
    arguments_ = std::move(arguments);
    arguments_.insert(arguments_.begin(), "program");
    argv_.clear();
    for (std::string& argument : arguments_) argv_.push_back(argument.data());
    argv_.push_back(nullptr);
    return ReadCommandLine(argc(), argv_.data());
  }

  std::string Problem(std::vector<std::string> arguments) {
    const absl::FlagSaver saver;
    const CommandLine line = Read(std::move(arguments));
    return line.problems.size() == 1 ? line.problems.front() : "";
  }

  std::string LeftOver(const std::string& word) {
    return lossy::base::LeftOver(word, argc(), argv_.data());
  }

  int argc() const { return static_cast<int>(arguments_.size()); }

 private:
  const absl::FlagSaver saver_;
  std::vector<std::string> arguments_;
  std::vector<char*> argv_;
};

class ScopedVariable {
 public:
  ScopedVariable(std::string name, const char* value) : name_(std::move(name)) {
    setenv(name_.c_str(), value, 1);
  }
  ~ScopedVariable() { unsetenv(name_.c_str()); }

 private:
  const std::string name_;
};

TEST_F(CommandLineTest, SetsFlagsAndReturnsTheWords) {
  const CommandLine line = Read({"keys", "--test_connections=5", "-test_name", "a b", "generate",
                                 "--test_switch", "--test_level=ERROR", "--", "--more"});
  EXPECT_THAT(line.problems, IsEmpty());
  EXPECT_THAT(line.words, ElementsAre("keys", "generate", "--more"));
  EXPECT_EQ(absl::GetFlag(FLAGS_test_connections), 5);
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "a b");
  EXPECT_EQ(absl::GetFlag(FLAGS_test_level), LogLevel::kError);
  EXPECT_TRUE(absl::GetFlag(FLAGS_test_switch));
}

TEST_F(CommandLineTest, ExplainsHowToWriteTheValueOfASwitch) {
  EXPECT_THAT(Read({"--test_switch", "false"}).words, ElementsAre("false"));
  EXPECT_EQ(LeftOver("false"),
            "\"false\" belongs to no flag; write --test_switch=false to give a switch its value");
  EXPECT_THAT(Read({"--test_name=a", "b"}).words, ElementsAre("b"));
  EXPECT_EQ(LeftOver("b"), "\"b\" belongs to no flag");
  EXPECT_THAT(Read({"up"}).words, ElementsAre("up"));
  EXPECT_EQ(LeftOver("up"), "\"up\" belongs to no flag");
}

TEST_F(CommandLineTest, TurnsASwitchOff) {
  EXPECT_THAT(Read({"--test_switch", "--notest_switch"}).problems, IsEmpty());
  EXPECT_FALSE(absl::GetFlag(FLAGS_test_switch));
  EXPECT_THAT(Read({"--test_switch=true"}).problems, IsEmpty());
  EXPECT_TRUE(absl::GetFlag(FLAGS_test_switch));
}

TEST_F(CommandLineTest, NamesTheFlagThatAnUnknownOneIsSimilarTo) {
  EXPECT_EQ(Problem({"--test_conections=5"}),
            "--test_conections: there is no such flag; did you mean --test_connections?");
  EXPECT_EQ(Problem({"--nowhere"}), "--nowhere: there is no such flag; --help lists them");
}

TEST_F(CommandLineTest, RefusesANumberOutsideItsRange) {
  const std::string problem = "--test_connections=2: must be a number from 3 to 100";
  EXPECT_EQ(Problem({"--test_connections=2"}), problem);
  EXPECT_EQ(Problem({"--test_connections", "2"}), problem);
  EXPECT_EQ(Problem({"--test_connections=101"}),
            "--test_connections=101: must be a number from 3 to 100");
  for (const char* text : {"", "x", "5x", "99999999999", "5.5", "-"}) {
    EXPECT_EQ(Problem({std::string("--test_connections=") + text}),
              "--test_connections: must be a number from 3 to 100")
        << text;
  }
  EXPECT_EQ(Problem({"--test_price=nan"}), "--test_price=nan: must be a number from 0 to 2");
  EXPECT_EQ(Problem({"--test_price=inf"}), "--test_price=inf: must be a number from 0 to 2");
  EXPECT_EQ(Problem({"--test_rows=-1"}), "--test_rows: must be a number from 1 to 10");
  EXPECT_EQ(Problem({"--test_plain=-1"}), "--test_plain=-1: must not be negative");
}

TEST_F(CommandLineTest, RefusesAnInvalidValueOfAFlag) {
  EXPECT_EQ(Problem({"--test_switch=maybe"}), "--test_switch: must be true or false");
  EXPECT_EQ(Problem({"--test_level=loud"}), "--test_level: must be debug, info, warning or error");
  EXPECT_EQ(Problem({"--test_name"}), "--test_name: the value is missing");
}

TEST_F(CommandLineTest, SaysAllProblemsAtOnceSortedByName) {
  const ScopedVariable level("LOSSY_TEST_LEVEL", "loud");
  EXPECT_THAT(Read({"--tset_name=a", "--test_switch=2", "--test_connections=0"}).problems,
              ElementsAre(StartsWith("--test_connections=0: "), StartsWith("--test_switch: "),
                          StartsWith("--tset_name: "), StartsWith("LOSSY_TEST_LEVEL: ")));
}

TEST_F(CommandLineTest, PrefersTheCommandLineToTheEnvironment) {
  const ScopedVariable connections("LOSSY_TEST_CONNECTIONS", "7");
  const ScopedVariable name("LOSSY_TEST_NAME", "environment");
  EXPECT_THAT(Read({"--test_name=line"}).problems, IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_connections), 7);
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "line");
}

TEST_F(CommandLineTest, RefusesAValueOfTheEnvironment) {
  const ScopedVariable level("LOSSY_TEST_LEVEL", "loud");
  EXPECT_EQ(Problem({}), "LOSSY_TEST_LEVEL: must be debug, info, warning or error");
}

TEST_F(CommandLineTest, WarnsOfAMisspeltVariable) {
  const ScopedVariable misspelt("LOSSY_TEST_CONECTIONS", "7");
  const ScopedVariable other("LOSSY_SOMETHING_ELSE", "7");
  const CommandLine line = Read({});
  EXPECT_THAT(line.problems, IsEmpty());
  EXPECT_THAT(
      line.warnings,
      Contains("LOSSY_TEST_CONECTIONS is no flag of this program; LOSSY_TEST_CONNECTIONS is"));
  EXPECT_THAT(line.unused_variables, Contains("LOSSY_SOMETHING_ELSE"));
  EXPECT_THAT(line.unused_variables, Not(Contains("LOSSY_TEST_CONECTIONS")));
}

}  // namespace
}  // namespace lossy::base
