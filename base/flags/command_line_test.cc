#include "base/flags/command_line.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "base/flags/command_line_fixture.h"
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
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

class CommandLineTest : public CommandLineFixture {};

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
  const CommandLine line = Read({});
  EXPECT_THAT(line.problems, IsEmpty());
  EXPECT_THAT(
      line.warnings,
      Contains("LOSSY_TEST_CONECTIONS is no flag of this program; LOSSY_TEST_CONNECTIONS is"));
  EXPECT_THAT(line.unused_variables, Not(Contains("LOSSY_TEST_CONECTIONS")));
}

TEST_F(CommandLineTest, WarnsOfAVariableThatIsAFlagOfNoProgram) {
  const ScopedVariable unknown("LOSSY_SOMETHING_ELSE", "7");
  const ScopedVariable misspelt("LOSSY_DATABSE_URL", "7");
  const CommandLine line = Read({});
  EXPECT_THAT(line.problems, IsEmpty());
  EXPECT_THAT(line.warnings, Contains("LOSSY_SOMETHING_ELSE is a flag of no program of Lossy"));
  EXPECT_THAT(line.warnings, Contains("LOSSY_DATABSE_URL is a flag of no program of Lossy; did you "
                                      "mean LOSSY_DATABASE_URL?"));
}

TEST_F(CommandLineTest, AcceptsAVariableOfAnotherProgram) {
  const ScopedVariable other("LOSSY_DATABASE_URL", "postgresql:///lossy");
  const CommandLine line = Read({});
  EXPECT_THAT(line.warnings, Not(Contains(HasSubstr("LOSSY_DATABASE_URL"))));
  EXPECT_THAT(line.unused_variables, Contains("LOSSY_DATABASE_URL"));
}

TEST_F(CommandLineTest, ReadsAFlagFile) {
  const std::string path = WriteFile("a.flags",
                                     "# A comment\n"
                                     "\n"
                                     "  --test_name=a #b \r\n"
                                     "--test_switch\n"
                                     "--test_connections=5");
  const CommandLine line = Read({"--flagfile=" + path, "--test_level=error"});
  EXPECT_THAT(line.problems, IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "a #b");
  EXPECT_TRUE(absl::GetFlag(FLAGS_test_switch));
  EXPECT_THAT(line.sources,
              UnorderedElementsAre(Pair("test_name", path + ":3"), Pair("test_switch", path + ":4"),
                                   Pair("test_connections", path + ":5"),
                                   Pair("test_level", "command line")));
}

TEST_F(CommandLineTest, PrefersALaterSource) {
  const ScopedVariable connections("LOSSY_TEST_CONNECTIONS", "7");
  const ScopedVariable price("LOSSY_TEST_PRICE", "1.5");
  const std::string of_variable =
      WriteFile("variable.flags", "--test_connections=8\n--test_rows=8");
  const ScopedVariable file("LOSSY_FLAGFILE", of_variable.c_str());
  const std::string named = WriteFile("named.flags", "--test_rows=9\n--test_name=file");
  const CommandLine line =
      Read({"--test_name=before", "--flagfile", named, "--test_plain=2", "--test_plain=3"});
  EXPECT_THAT(line.problems, IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_price), 1.5) << "the variable replaces the default";
  EXPECT_EQ(absl::GetFlag(FLAGS_test_connections), 8) << "a file replaces a variable";
  EXPECT_EQ(absl::GetFlag(FLAGS_test_rows), 9u) << "the command line's file comes later";
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "file") << "the file stands behind the argument";
  EXPECT_EQ(absl::GetFlag(FLAGS_test_plain), 3);
  EXPECT_EQ(line.sources.at("test_price"), "LOSSY_TEST_PRICE");
}

TEST_F(CommandLineTest, NamesTheLineOfEachProblem) {
  const std::string path = WriteFile("bad.flags",
                                     "--test_conections=5\n"
                                     "test_name=a\n"
                                     "--test_name a\n"
                                     "--test_level=loud\n"
                                     "--test_name\n"
                                     "--test_rows=11\n");
  EXPECT_THAT(
      Read({"--flagfile=" + path}).problems,
      ElementsAre(path + ":1: --test_conections: there is no such flag; did you mean "
                         "--test_connections?",
                  path + ":2: the line is no flag; write --flag=value, or # before a comment",
                  path + ":3: --test_name: write --flag=value, with = and without a space",
                  path + ":4: --test_level: must be debug, info, warning or error",
                  path + ":5: --test_name: the value is missing",
                  path + ":6: --test_rows=11: must be a number from 1 to 10"));
}

TEST_F(CommandLineTest, NamesAFlagFileThatCannotBeRead) {
  EXPECT_EQ(Problem({"--flagfile=/none.flags"}),
            "--flagfile=/none.flags: the file cannot be read: No such file or directory");
  EXPECT_THAT(Problem({"--flagfile=/"}), StartsWith("--flagfile=/: the file cannot be read: "));
  const ScopedVariable file("LOSSY_FLAGFILE", "/none.flags");
  EXPECT_EQ(Problem({}),
            "LOSSY_FLAGFILE=/none.flags: the file cannot be read: No such file or directory");
}

TEST_F(CommandLineTest, BoundsFlagFilesThatNameEachOther) {
  const std::string inner = WriteFile("inner.flags", "--test_name=inner");
  const std::string outer = WriteFile("outer.flags", "--flagfile=" + inner);
  EXPECT_THAT(Read({"--flagfile=" + outer}).problems, IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "inner");
  const std::string own = FilePath("own.flags");
  WriteFile("own.flags", "--flagfile=" + own);
  EXPECT_EQ(Problem({"--flagfile=" + own}),
            own + ":1: --flagfile=" + own + ": more than 8 flag files name each other");
}

TEST_F(CommandLineTest, PrintsItsFlagsAndItsBuild) {
  EXPECT_EXIT(Read({"--nowhere", "--version"}), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(Read({"--help"}), testing::ExitedWithCode(0), "");
  EXPECT_THAT(Read({"--", "--version"}).words, ElementsAre("--version"));
}

}  // namespace
}  // namespace lossy::base
