#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/identity/jwks_file.h"
#include "base/identity/key_file.h"
#include "base/identity/token_verifier.h"
#include "base/time/clock.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

namespace lossy::lossyctl {
namespace {

using testing::HasSubstr;

struct Outcome {
  int exit_code;
  std::string out, err;
};

// Runs the real binary.
class LossyctlTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }

  // A shell splits the arguments again.
  Outcome Lossyctl(const std::vector<std::string>& arguments) {
    const std::string out = directory_ + "/out";
    const std::string err = directory_ + "/err";
    const int status =
        std::system(absl::StrCat("deploy/lossyctl/lossyctl ", absl::StrJoin(arguments, " "), " >",
                                 out, " 2>", err)
                        .c_str());
    return {WEXITSTATUS(status), *base::ReadKeyFile(out), *base::ReadKeyFile(err)};
  }

  Outcome GenerateKey(absl::string_view kid) {
    return Lossyctl({"keys", "generate", absl::StrCat("--kid=", kid),
                     "--private_out=" + PrivatePath(kid), "--jwks_out=" + jwks_});
  }

  std::string PrivatePath(absl::string_view kid) {
    return absl::StrCat(directory_, "/", kid, ".json");
  }

  Outcome Token(absl::string_view kid, const std::vector<std::string>& flags) {
    return Lossyctl({"token", "--key=" + PrivatePath(kid), absl::StrJoin(flags, " ")});
  }

  absl::StatusOr<base::Identity> Verify(absl::string_view printed,
                                        const std::string& audience = "lossy") {
    base::TokenVerifier verifier(*base::JwksFile::Open(jwks_, base::RealClock(), {}),
                                 {.audience = audience, .accept_roles = true}, base::RealClock());
    return verifier.Verify(absl::StripSuffix(printed, "\n"));
  }

  mode_t Mode(const std::string& path) {
    struct stat info = {};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777;
  }

  std::string directory_ = testing::TempDir() + "lossyctl_test";
  bool made_ = std::filesystem::create_directory(directory_);
  std::string jwks_ = directory_ + "/jwks.json";
};

TEST_F(LossyctlTest, MakesAKeyWhoseTokensAreAccepted) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const Outcome token = Token("k1", {"--user=u1", "--device=d1", "--role=operator"});
  ASSERT_EQ(token.exit_code, 0) << token.err;
  const absl::StatusOr<base::Identity> identity = Verify(token.out);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->user_id, "u1");
  EXPECT_EQ(identity->device_id, "d1");
  EXPECT_EQ(identity->role, base::Role::kOperator);
}

TEST_F(LossyctlTest, PrintsTheTokenAlone) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const Outcome token = Token("k1", {"--user=u1"});
  EXPECT_THAT(token.out, testing::MatchesRegex("[A-Za-z0-9_.-]+\n"));
  EXPECT_EQ(token.err, "");
  EXPECT_EQ(Verify(token.out)->role, base::Role::kUser);
}

TEST_F(LossyctlTest, PrintsATokenAsJson) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const Outcome token = Token("k1", {"--user=u1", "--ttl=60", "--json"});
  EXPECT_THAT(token.out,
              testing::MatchesRegex(
                  "\\{\"token\":\"[A-Za-z0-9_.-]+\",\"user\":\"u1\",\"ttl_seconds\":60\\}\n"));
}

TEST_F(LossyctlTest, LetsATokenLiveAsLongAsWasAsked) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const absl::Time before = absl::Now();
  const absl::Time expiry = Verify(Token("k1", {"--user=u1", "--ttl=3600"}).out)->expires_at;
  EXPECT_GE(expiry, before + absl::Seconds(3599));
  EXPECT_LE(expiry, absl::Now() + absl::Hours(1));
}

TEST_F(LossyctlTest, MakesATokenForAnotherAudience) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const std::string token = Token("k1", {"--user=u1", "--audience=staging"}).out;
  EXPECT_FALSE(Verify(token).ok());
  EXPECT_TRUE(Verify(token, "staging").ok());
}

TEST_F(LossyctlTest, KeepsThePrivateKeyPrivate) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  EXPECT_EQ(Mode(PrivatePath("k1")), 0600u);
  EXPECT_EQ(Mode(jwks_), 0644u);
  EXPECT_THAT(*base::ReadKeyFile(jwks_), testing::Not(HasSubstr("\"d\"")));
}

TEST_F(LossyctlTest, WritesTheGrantsOfAProcesssKeyToTheJwks) {
  ASSERT_EQ(GenerateKey("video").exit_code, 0);
  ASSERT_EQ(GenerateKey("users").exit_code, 0);
  const std::string jwks = *base::ReadKeyFile(jwks_);
  EXPECT_THAT(jwks, HasSubstr(R"("lossy_signs":{"service":["lossy.notifications.v1",)"
                              R"("lossy.notes.v1","lossy.agent.v1"]})"));
  EXPECT_EQ(jwks.find("lossy_signs"), jwks.rfind("lossy_signs")) << "users are no process";
  EXPECT_THAT(jwks, HasSubstr(R"("lossy_process":"video")"));
  EXPECT_EQ(jwks.find("lossy_process"), jwks.rfind("lossy_process"));
}

TEST_F(LossyctlTest, SetsTheGrantsOfAPresentKey) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const std::string token = Token("k1", {"--user=u1"}).out;
  const Outcome granted =
      Lossyctl({"keys", "grant", "--kid=k1", "--jwks_out=" + jwks_, "--signs=user:lossy.rooms.v1"});
  ASSERT_EQ(granted.exit_code, 0) << granted.err;
  EXPECT_THAT(*base::ReadKeyFile(jwks_), HasSubstr(R"("lossy_signs":{"user":["lossy.rooms.v1"]})"));
  EXPECT_TRUE(Verify(token).ok()) << "it is the same key";
  EXPECT_EQ(Lossyctl({"keys", "grant", "--kid=video", "--jwks_out=" + jwks_}).exit_code, 1);
}

TEST_F(LossyctlTest, AddsGrantsToThoseOfAProcess) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const Outcome granted = Lossyctl({"keys", "grant", "--kid=k1", "--process=notes",
                                    "--signs=user:polls.v1", "--jwks_out=" + jwks_});
  ASSERT_EQ(granted.exit_code, 0) << granted.err;
  const std::string jwks = *base::ReadKeyFile(jwks_);
  EXPECT_THAT(jwks, HasSubstr(R"("user":["polls.v1"])"));
  EXPECT_THAT(jwks, HasSubstr(R"("service":["lossy.notifications.v1",)"));
}

TEST_F(LossyctlTest, NamesTheProcessOfAnotherProjectsKey) {
  const Outcome made = Lossyctl({"keys", "generate", "--kid=polls-1", "--process=polls.v1",
                                 "--jwks_out=" + jwks_, "--private_out=" + PrivatePath("polls-1"),
                                 "--signs=service:lossy.notifications.v1"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string jwks = *base::ReadKeyFile(jwks_);
  EXPECT_THAT(jwks, HasSubstr(R"("lossy_process":"polls.v1")"));
  EXPECT_THAT(jwks, HasSubstr(R"("lossy_signs":{"service":["lossy.notifications.v1"]})"));
}

TEST_F(LossyctlTest, AddsAKeyToTheSet) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  ASSERT_EQ(GenerateKey("k2").exit_code, 0);
  EXPECT_TRUE(Verify(Token("k1", {"--user=u1"}).out).ok());
  EXPECT_TRUE(Verify(Token("k2", {"--user=u1"}).out).ok());
}

TEST_F(LossyctlTest, OverwritesNoKey) {
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const std::string jwks = *base::ReadKeyFile(jwks_);
  const std::string key = *base::ReadKeyFile(PrivatePath("k1"));
  const Outcome again = GenerateKey("k1");
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("no key is ever overwritten"));
  const Outcome same_id = Lossyctl({"keys", "generate", "--kid=k1",
                                    "--private_out=" + PrivatePath("k2"), "--jwks_out=" + jwks_});
  EXPECT_EQ(same_id.exit_code, 1);
  EXPECT_THAT(same_id.err, HasSubstr("has a key k1"));
  const Outcome same_file = Lossyctl({"keys", "generate", "--kid=k2",
                                      "--private_out=" + PrivatePath("k1"), "--jwks_out=" + jwks_});
  EXPECT_EQ(same_file.exit_code, 1);
  EXPECT_EQ(*base::ReadKeyFile(jwks_), jwks);
  EXPECT_EQ(*base::ReadKeyFile(PrivatePath("k1")), key);
  EXPECT_FALSE(std::filesystem::exists(PrivatePath("k2")));
  EXPECT_TRUE(Verify(Token("k1", {"--user=u1"}).out).ok());
}

TEST_F(LossyctlTest, RotatesTheKeyOfAProcess) {
  ASSERT_EQ(GenerateKey("video").exit_code, 0);
  const std::string old_token = Token("video", {"--user=u1"}).out;
  const Outcome made = Lossyctl({"keys", "generate", "--kid=video-2", "--process=video",
                                 "--private_out=" + PrivatePath("video-2"), "--jwks_out=" + jwks_});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(Verify(old_token).ok());
  EXPECT_TRUE(Verify(Token("video-2", {"--user=u1"}).out).ok());
  const std::string jwks = *base::ReadKeyFile(jwks_);
  EXPECT_NE(jwks.find("lossy_signs"), jwks.rfind("lossy_signs")) << "both may sign the same";

  const std::vector<std::string> remove = {"keys", "remove", "--kid=video", "--jwks_out=" + jwks_};
  EXPECT_EQ(Lossyctl(remove).exit_code, 0);
  EXPECT_FALSE(Verify(old_token).ok());
  EXPECT_TRUE(Verify(Token("video-2", {"--user=u1"}).out).ok());
  const Outcome again = Lossyctl(remove);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("there is no key video"));
}

TEST_F(LossyctlTest, LeavesTheRestOfAJwksAsItIs) {
  constexpr absl::string_view kOther = R"({"kty":"future","kid":"f","note":"kept \"as\" is"})";
  ASSERT_TRUE(
      base::WriteKeyFile(jwks_, absl::StrCat(R"({"issuer":{"a":[1]},"keys":[)", kOther, "]}"), 0600)
          .ok());
  ASSERT_EQ(GenerateKey("k1").exit_code, 0);
  const std::string jwks = *base::ReadKeyFile(jwks_);
  EXPECT_THAT(jwks, HasSubstr(kOther));
  EXPECT_THAT(jwks, HasSubstr(R"("issuer":{"a":[1]})"));
  EXPECT_EQ(Mode(jwks_), 0600u) << "it may hold a secret";
}

TEST_F(LossyctlTest, TouchesNothingWhenTheJwksIsBroken) {
  ASSERT_TRUE(base::WriteKeyFile(jwks_, "{", 0644).ok());
  const Outcome outcome = GenerateKey("k1");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr(jwks_));
  EXPECT_EQ(*base::ReadKeyFile(jwks_), "{");
  EXPECT_FALSE(std::filesystem::exists(PrivatePath("k1")));
}

TEST_F(LossyctlTest, NamesTheUnusableFile) {
  const Outcome token = Token("none", {"--user=u1"});
  EXPECT_EQ(token.exit_code, 1);
  EXPECT_EQ(token.out, "");
  EXPECT_THAT(token.err, HasSubstr("none.json"));
}

TEST_F(LossyctlTest, ListsItsCommands) {
  const Outcome help = Lossyctl({"help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* text : {"  keys generate  ", "  token  ", "  help  "}) {
    EXPECT_THAT(help.out, HasSubstr(text));
  }
}

TEST_F(LossyctlTest, ExplainsACommand) {
  const Outcome help = Lossyctl({"help", "token"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("usage: lossyctl token --key=PATH --user=U "));
  EXPECT_THAT(help.out, HasSubstr("--ttl=SECONDS  (default 900)\n      Life of the token"));
  const Outcome same = Lossyctl({"token", "--key=k", "--help"});
  EXPECT_EQ(same.exit_code, 0);
  EXPECT_EQ(same.out, help.out);
}

constexpr char kSample[] = "tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb";

class ContractDiffTest : public LossyctlTest {
 protected:
  // Writes the sample's descriptors without the fields of this message.
  void WriteWithoutFields(absl::string_view message) {
    google::protobuf::FileDescriptorSet set;
    std::ifstream sample(kSample, std::ios::binary);
    ASSERT_TRUE(set.ParseFromIstream(&sample));
    for (google::protobuf::FileDescriptorProto& file : *set.mutable_file()) {
      for (google::protobuf::DescriptorProto& type : *file.mutable_message_type()) {
        if (type.name() == message) type.clear_field();
      }
    }
    std::ofstream(changed_, std::ios::binary) << set.SerializeAsString();
  }

  Outcome Diff(const std::vector<std::string>& flags) {
    return Lossyctl({"contract", "diff", kSample, changed_, absl::StrJoin(flags, " ")});
  }

  std::string changed_ = directory_ + "/changed.binpb";
};

constexpr char kPong[] = "topic room:{room}, event ping, reply key response";

TEST_F(ContractDiffTest, AcceptsTheSameContract) {
  const Outcome outcome = Lossyctl({"contract", "diff", kSample, kSample});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "breaks: 0, warnings: 0, other changes: 0\n");
}

TEST_F(ContractDiffTest, FailsOnABreak) {
  WriteWithoutFields("PingResponse");
  const Outcome outcome = Diff({});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr(absl::StrCat("break: ", kPong, ": the key was removed")));
  EXPECT_THAT(outcome.out, HasSubstr("remedy: "));
  EXPECT_THAT(outcome.err, HasSubstr("breaks: 1"));
}

TEST_F(ContractDiffTest, ListsABreakThatIsAllowed) {
  WriteWithoutFields("PingResponse");
  const Outcome outcome = Diff({absl::StrCat("'--allow=topic x; ", kPong, "'")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(absl::StrCat("allowed: ", kPong)));
  EXPECT_EQ(outcome.err, "lossyctl: --allow permits no change: topic x\n");
}

TEST_F(ContractDiffTest, PrintsJson) {
  WriteWithoutFields("PingResponse");
  const Outcome outcome = Diff({"--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("\"breaks\": 1"));
}

struct ContractDocument {
  const char* command;
  const char* part;  // A text in the document of the sample.
};

class ContractDocumentTest : public LossyctlTest,
                             public testing::WithParamInterface<ContractDocument> {};

TEST_P(ContractDocumentTest, IsPrintedFromFilesAndFromTheFlag) {
  const Outcome of_files = Lossyctl({"contract", GetParam().command, kSample});
  EXPECT_EQ(of_files.exit_code, 0) << of_files.err;
  EXPECT_THAT(of_files.out, HasSubstr(GetParam().part));
  const Outcome of_flag =
      Lossyctl({"contract", GetParam().command, absl::StrCat("--descriptors=", kSample)});
  EXPECT_EQ(of_flag.out, of_files.out);
}

INSTANTIATE_TEST_SUITE_P(
    All, ContractDocumentTest,
    testing::Values(ContractDocument{"openapi", "\"/api/topics/room:{room}/echo\": {"},
                    ContractDocument{"asyncapi", "\"address\": \"room:{room}\""},
                    ContractDocument{"events", "### echo on room:{room}"},
                    ContractDocument{"types", "name: `room:${string}`;"},
                    ContractDocument{"json", "\"pattern\": \"room:{room}\""}));

struct Mistake {
  std::vector<std::string> arguments;
  const char* complaint;
};

class Mistakes : public LossyctlTest, public testing::WithParamInterface<Mistake> {};

TEST_P(Mistakes, EndInOneClearLineAndTheirOwnExitCode) {
  const Outcome outcome = Lossyctl(GetParam().arguments);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr(GetParam().complaint));
  EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Mistakes,
    testing::Values(
        Mistake{{}, "no command; lossyctl help"},
        Mistake{{"frobnicate"}, "no command \"frobnicate\""},
        Mistake{{"keys"}, "no command \"keys\""},
        Mistake{{"token", "now"}, "usage: lossyctl token --key=PATH"},
        Mistake{{"help", "me"}, "no command \"me\""},
        Mistake{{"keys", "generate"}, "--kid is missing"},
        Mistake{{"keys", "generate", "--kid=k"}, "--private_out is missing"},
        Mistake{{"keys", "generate", "--kid=k", "--private_out=p"}, "--jwks_out is missing"},
        Mistake{
            {"keys", "generate", "--kid=k", "--private_out=p", "--jwks_out=j", "--signs=root:*"},
            "\"root\" is not a role"},
        Mistake{
            {"keys", "generate", "--kid=k", "--private_out=p", "--jwks_out=j", "--process=router"},
            "there is no process router"},
        Mistake{{"keys", "remove", "--kid=k"}, "--jwks_out is missing"},
        Mistake{{"keys", "grant", "--kid=k", "--jwks_out=j"}, "--signs is missing"},
        Mistake{{"token"}, "--key is missing"}, Mistake{{"token", "--key=k"}, "--user is missing"},
        Mistake{{"epochs"}, "no command \"epochs\""},
        Mistake{{"epochs", "end"}, "--key is missing"},
        Mistake{{"epochs", "end", "video:1", "user:a"}, "--key is missing"},
        Mistake{{"contract"}, "no command \"contract\""},
        Mistake{{"contract", "types"}, "descriptor sets are missing: name files"},
        Mistake{{"contract", "types", "none.binpb"}, "none.binpb is not a descriptor set"},
        Mistake{{"contract", "diff"}, "usage: lossyctl contract diff OLD.binpb"},
        Mistake{{"contract", "diff", "a.binpb"}, "usage: lossyctl contract diff OLD.binpb"},
        Mistake{{"contract", "diff", "none.binpb", kSample}, "none.binpb is not a descriptor set"},
        Mistake{{"contract", "diff", kSample, "BUILD.bazel"}, "BUILD.bazel is not a descriptor"},
        Mistake{{"contract", "diff", kSample, "','"}, "contract diff needs two lists"},
        Mistake{{"watch"}, "usage: lossyctl watch TOPIC --key="},
        Mistake{{"watch", "video:1", "now"}, "usage: lossyctl watch TOPIC --key="},
        Mistake{{"watch", "video:1"}, "--key is missing"},
        Mistake{{"watch", "video:1", "--since=yesterday"}, "--since must be"},
        Mistake{{"watch", "video:1", "--since=e:-1"}, "--since must be"},
        Mistake{{"token", "--key=k", "--user=u", "--role=root"}, "--role"},
        Mistake{{"token", "--key=k", "--user=u", "--ttl=0"}, "--ttl"},
        Mistake{{"token", "--key=k", "--user=u", "--ttl=-1"}, "--ttl"},
        Mistake{{"token", "--key=k", "--user=\"$(printf 'a\\tb')\""}, "--user"}));

}  // namespace
}  // namespace lossy::lossyctl
