#include "edge/control/removed_keys.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identity/jwk.h"
#include "base/identity/jwks_file.h"
#include "base/identity/key_file.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RemovedKeysTest : public testing::Test {
 protected:
  RemovedKeysTest() {
    std::filesystem::create_directory(folder_);
    Publish(users_, {&first_, &second_});
    Publish(own_, {&edge_});
    authenticator_.emplace(Verifier(users_), Verifier(own_), Verifier(own_),
                           Authenticator::Options());
    removed_.emplace(*authenticator_,
                     [this](const SocketList::Matches& matches, CloseCode code, const char*) {
                       EXPECT_EQ(code, CloseCode::kRefreshToken);
                       for (const base::Identity& socket : sockets_) {
                         if (matches(socket)) closed_.push_back(socket.user_id);
                       }
                     });
  }
  ~RemovedKeysTest() override { std::filesystem::remove_all(folder_); }

  static void Publish(const std::string& path, const std::vector<const base::Jwk*>& keys) {
    const auto json = [](std::string* out, const base::Jwk* key) {
      out->append(key->ToJson(false));
    };
    ASSERT_TRUE(base::WriteKeyFile(
                    path, absl::StrCat("{\"keys\":[", absl::StrJoin(keys, ",", json), "]}"), 0600)
                    .ok());
  }

  std::unique_ptr<base::TokenVerifier> Verifier(const std::string& path) {
    base::JwksFile::Options options;
    options.check_interval = absl::ZeroDuration();
    return std::make_unique<base::TokenVerifier>(*base::JwksFile::Open(path, clock_, options),
                                                 base::TokenVerifier::Options(), clock_);
  }

  std::vector<std::string> Check() {
    closed_.clear();
    removed_->Check();
    return closed_;
  }

  const std::string folder_ = testing::TempDir() + "removed_keys_test";
  const std::string users_ = folder_ + "/users.jwks";
  const std::string own_ = folder_ + "/own.jwks";
  const base::Jwk first_ = base::Jwk::GenerateEd25519("first");
  const base::Jwk second_ = base::Jwk::GenerateEd25519("second");
  const base::Jwk edge_ = base::Jwk::GenerateEd25519("edge");
  base::FakeClock clock_;
  absl::optional<Authenticator> authenticator_;
  absl::optional<RemovedKeys> removed_;
  std::vector<base::Identity> sockets_ = {{.user_id = "ann", .key = first_.fingerprint()},
                                          {.user_id = "bob", .key = second_.fingerprint()},
                                          {.user_id = "cid", .key = edge_.fingerprint()},
                                          {.user_id = "dev"}};
  std::vector<std::string> closed_;
};

TEST_F(RemovedKeysTest, ClosesTheSocketsOfARemovedKey) {
  EXPECT_THAT(Check(), IsEmpty());
  Publish(users_, {&second_});
  EXPECT_THAT(Check(), ElementsAre("ann"));
}

TEST_F(RemovedKeysTest, ClosesASocketThatCameWithTheOldKeysAMomentLater) {
  const std::vector<base::Identity> late = sockets_;
  sockets_.clear();
  Publish(users_, {&second_});
  EXPECT_THAT(Check(), IsEmpty());
  sockets_ = late;
  EXPECT_THAT(Check(), ElementsAre("ann"));
}

TEST_F(RemovedKeysTest, ClosesNothingWhenAKeyIsAdded) {
  const base::Jwk third = base::Jwk::GenerateEd25519("third");
  Publish(users_, {&first_, &second_, &third});
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(RemovedKeysTest, ClosesNothingWhileAFileIsBroken) {
  ASSERT_TRUE(base::WriteKeyFile(users_, "{", 0600).ok());
  EXPECT_THAT(Check(), IsEmpty());
}

}  // namespace
}  // namespace lossy::edge
