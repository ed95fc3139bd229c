#include "services/notifications/bus/bus_authenticator.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/bus/bus_frame.h"
#include "services/notifications/bus/test_bus_keys.h"

namespace lossy::notifications {
namespace {

using Refusal = BusAuthenticator::Refusal;

constexpr char kControl[] = "control";
constexpr char kSubject[] = "subject";

class BusAuthenticatorTest : public testing::Test {
 protected:
  std::unique_ptr<BusAuthenticator> NewReplica(BusAuthenticator::Options options = {}) {
    return std::make_unique<BusAuthenticator>(keys_.Open(clock_), clock_, options);
  }

  // `to` challenges `from`, which answers with a proof.
  static BusAuthenticator::Control Acquaint(BusAuthenticator& from, BusAuthenticator& to) {
    return to.OnControl(kControl, from.OnControl(kControl, to.SignChallenge(kControl)).reply);
  }

  Refusal Verify(BusAuthenticator& to, absl::string_view bytes, const char* subject = kSubject) {
    return to.VerifyMessage(subject, bytes, progress_, &body_);
  }

  base::FakeClock clock_;
  TestBusKeys keys_;
  const std::unique_ptr<BusAuthenticator> a_ = NewReplica();
  const std::unique_ptr<BusAuthenticator> b_ = NewReplica();
  BusProgress progress_;  // Of the subject at b_.
  absl::string_view body_;
};

TEST_F(BusAuthenticatorTest, AcceptsAMessageOfOneThatHasProvedItself) {
  EXPECT_TRUE(Acquaint(*a_, *b_).admitted);
  const std::string bytes = a_->SignMessage(kSubject, "hello");
  EXPECT_EQ(Verify(*b_, bytes), Refusal::kNone);
  EXPECT_EQ(body_, "hello");
  EXPECT_FALSE(Acquaint(*a_, *b_).admitted) << "it is known";
}

TEST_F(BusAuthenticatorTest, AcceptsNothingOfOneThatHasNot) {
  EXPECT_EQ(Verify(*b_, a_->SignMessage(kSubject, "hello")), Refusal::kUnproved);
}

TEST_F(BusAuthenticatorTest, AcceptsEachMessageOnce) {
  Acquaint(*a_, *b_);
  const std::string one = a_->SignMessage(kSubject, "1");
  const std::string two = a_->SignMessage(kSubject, "2");
  EXPECT_EQ(Verify(*b_, one), Refusal::kNone);
  EXPECT_EQ(Verify(*b_, one), Refusal::kRepeated);
  EXPECT_EQ(Verify(*b_, two), Refusal::kNone);
  EXPECT_EQ(Verify(*b_, one), Refusal::kRepeated);
}

TEST_F(BusAuthenticatorTest, AcceptsMessagesInTheirOrderAlone) {
  Acquaint(*a_, *b_);
  const std::string one = a_->SignMessage(kSubject, "1");
  const std::string two = a_->SignMessage(kSubject, "2");
  EXPECT_EQ(Verify(*b_, two), Refusal::kNone);
  EXPECT_EQ(Verify(*b_, one), Refusal::kRepeated);
}

TEST_F(BusAuthenticatorTest, LetsSubjectsOvertakeEachOther) {
  Acquaint(*a_, *b_);
  const std::string one = a_->SignMessage("one", "1");
  const std::string two = a_->SignMessage("two", "2");
  BusProgress of_one = b_->BeginProgress();
  BusProgress of_two = b_->BeginProgress();
  EXPECT_EQ(b_->VerifyMessage("two", two, of_two, &body_), Refusal::kNone);
  EXPECT_EQ(b_->VerifyMessage("one", one, of_one, &body_), Refusal::kNone);
}

TEST_F(BusAuthenticatorTest, RefusesMessagesFromBeforeTheProof) {
  const std::string before = a_->SignMessage(kSubject, "before");
  Acquaint(*a_, *b_);
  EXPECT_EQ(Verify(*b_, before), Refusal::kRepeated);
}

TEST_F(BusAuthenticatorTest, RefusesOldMessagesOfASubjectThatIsFollowedAgain) {
  Acquaint(*a_, *b_);
  const std::string old = a_->SignMessage(kSubject, "old");
  EXPECT_EQ(Verify(*b_, old), Refusal::kNone);
  progress_ = b_->BeginProgress();
  EXPECT_EQ(Verify(*b_, old), Refusal::kRepeated);
  EXPECT_EQ(Verify(*b_, a_->SignMessage(kSubject, "new")), Refusal::kNone);
}

TEST_F(BusAuthenticatorTest, RefusesTheMessagesOfALifeThatHasEnded) {
  auto ended = NewReplica();
  Acquaint(*ended, *b_);
  const std::string message = ended->SignMessage(kSubject, "recorded");
  const std::string proof = ended->OnControl(kControl, b_->SignChallenge(kControl)).reply;
  EXPECT_EQ(Verify(*b_, message), Refusal::kNone);
  ended.reset();
  // A receiver that has restarted receives recorded messages only.
  const auto later = NewReplica();
  progress_ = later->BeginProgress();
  later->SignChallenge(kControl);
  EXPECT_FALSE(later->OnControl(kControl, proof).admitted);
  EXPECT_EQ(Verify(*later, message), Refusal::kUnproved);
}

TEST_F(BusAuthenticatorTest, AcceptsAProofOfItsOwnChallengeWhileThatIsYoung) {
  const std::string young = a_->OnControl(kControl, b_->SignChallenge(kControl)).reply;
  clock_.Advance(absl::Seconds(21));
  EXPECT_FALSE(b_->OnControl(kControl, young).admitted);
  b_->SignChallenge(kControl);
  EXPECT_FALSE(b_->OnControl(kControl, young).admitted);
  EXPECT_TRUE(Acquaint(*a_, *b_).admitted);
}

TEST_F(BusAuthenticatorTest, AcceptsALateProofOfTheChallengeBefore) {
  const std::string late = a_->OnControl(kControl, b_->SignChallenge(kControl)).reply;
  clock_.Advance(absl::Seconds(10));
  b_->SignChallenge(kControl);
  EXPECT_TRUE(b_->OnControl(kControl, late).admitted);
}

TEST_F(BusAuthenticatorTest, ChallengesOneThatIsUnknownAndChallenges) {
  EXPECT_TRUE(b_->OnControl(kControl, a_->SignChallenge(kControl)).is_unknown);
  Acquaint(*a_, *b_);
  EXPECT_FALSE(b_->OnControl(kControl, a_->SignChallenge(kControl)).is_unknown);
}

TEST_F(BusAuthenticatorTest, GivesNoMoreProofsThanItMay) {
  const auto busy = NewReplica({.proofs_per_second = 3});
  const std::string challenge = b_->SignChallenge(kControl);
  int proofs = 0;
  for (int i = 0; i < 10; ++i) proofs += busy->OnControl(kControl, challenge).reply.empty() ? 0 : 1;
  EXPECT_EQ(proofs, 3);
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(busy->OnControl(kControl, challenge).reply.empty());
}

TEST_F(BusAuthenticatorTest, RefusesItsOwnMessages) {
  EXPECT_EQ(Verify(*a_, a_->SignMessage(kSubject, "echo")), Refusal::kRepeated);
  EXPECT_EQ(a_->OnControl(kControl, a_->SignChallenge(kControl)).refusal, Refusal::kRepeated);
}

TEST_F(BusAuthenticatorTest, KeepsMessagesAndControlApart) {
  Acquaint(*a_, *b_);
  EXPECT_EQ(Verify(*b_, a_->SignChallenge(kSubject)), Refusal::kMalformed);
  const std::string nonce(16, 'n');
  EXPECT_EQ(b_->OnControl(kControl, a_->SignMessage(kControl, nonce)).refusal, Refusal::kMalformed);
  EXPECT_EQ(b_->OnControl(kControl, a_->SignChallenge(kSubject)).refusal, Refusal::kForged);
}

TEST_F(BusAuthenticatorTest, RefusesTooLargeMessages) {
  Acquaint(*a_, *b_);
  EXPECT_EQ(Verify(*b_, a_->SignMessage(kSubject, std::string(kMaxBusBytes, 'x'))), Refusal::kNone);
  EXPECT_EQ(Verify(*b_, a_->SignMessage(kSubject, std::string(kMaxBusBytes + 1, 'x'))),
            Refusal::kMalformed);
}

TEST_F(BusAuthenticatorTest, RemembersNoMoreLivesThanItMayAndTheLiveliestOfThem) {
  const auto small = NewReplica({.senders = 2});
  Acquaint(*a_, *small);
  progress_ = small->BeginProgress();
  for (int i = 0; i < 10; ++i) {
    const auto other = NewReplica();
    EXPECT_TRUE(Acquaint(*other, *small).admitted);
    EXPECT_EQ(Verify(*small, other->SignMessage(kSubject, absl::StrCat(i))), Refusal::kNone);
    EXPECT_EQ(Verify(*small, a_->SignMessage(kSubject, absl::StrCat(i))), Refusal::kNone);
  }
  EXPECT_EQ(small->senders(), 2u);
}

TEST_F(BusAuthenticatorTest, DoesNotTakeARecordedProofOfOneThatItHasForgotten) {
  const auto small = NewReplica({.senders = 1});
  const std::string proof = a_->OnControl(kControl, small->SignChallenge(kControl)).reply;
  EXPECT_TRUE(small->OnControl(kControl, proof).admitted);
  const std::string message = a_->SignMessage(kSubject, "once");
  EXPECT_EQ(Verify(*small, message), Refusal::kNone);
  EXPECT_TRUE(Acquaint(*b_, *small).admitted);
  EXPECT_FALSE(small->OnControl(kControl, proof).admitted);
  EXPECT_EQ(Verify(*small, message), Refusal::kUnproved);
}

TEST_F(BusAuthenticatorTest, ChangesKeysStepByStepWithoutALoss) {
  Acquaint(*a_, *b_);
  TestBusKeys others({"ours"});
  BusAuthenticator lagging(others.Open(clock_), clock_, {});
  Acquaint(lagging, *b_);
  // Each may be one step ahead of the other.
  for (const auto& step : {std::vector<std::string>{"ours", "next"}, {"next", "ours"}, {"next"}}) {
    keys_.Write(BusKeysJson(step));
    clock_.Advance(absl::Seconds(1));
    EXPECT_EQ(Verify(*b_, lagging.SignMessage(kSubject, "from behind")), Refusal::kNone);
    others.Write(BusKeysJson(step));
    clock_.Advance(absl::Seconds(1));
    EXPECT_EQ(Verify(*b_, lagging.SignMessage(kSubject, "beside")), Refusal::kNone);
  }
}

}  // namespace
}  // namespace lossy::notifications
