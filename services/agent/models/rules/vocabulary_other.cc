#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_OTHER;

constexpr Entry kEntries[] = {
    {kTopic, 5.5, "=(the rights|usage rights|rights to|own the rights|have the rights)"},
    {kTopic, 7, "(srt|srt file|separate file|separate srt)"},
    {kTopic, 6,
     "(press kit|mp3|podcast|audiogram|wav file|transcript|by thursday|by wednesday|"
     "by tuesday|by saturday|by sunday|by the end of|by next|by noon|by eod|asap|"
     "due on|due by|is due|bounce out|trailer version|16 by 9|9 by 16|16x9|9x16|"
     "nine by sixteen|sixteen by nine|1x1|one by one|social cut|social version|"
     "social versions|second version|minute version|broadcast|broadcast safe|the agency|"
     "forward this|share with|share this with|cc me|who's handling|who is handling|"
     "who owns|who has|contract|talent release|model release|hard drive|the drive|ftp|"
     "wetransfer|a link|the link|private link|unlisted|calendar|go live|goes live|"
     "air date|airs on|festival|submission|clean version|textless|language version|"
     "spanish version|french version|german version|hand over|handover|double check with|"
     "check with the|run this past|run it past|send to|send this to|send it to|email it|"
     "slack me|purchase order|cost of|how much does|how much would|hours|overtime|"
     "rate card|re export|high res|high res file|low res proxy|watermarked|"
     "for the website|for our website|for the homepage|for the newsletter|for social|"
     "for the ad|for broadcast|for print|poster|wrong folder|aspect ratio for|loop in|"
     "keep me posted|let me know when|when will|when can|when's the|who is editing|"
     "who's editing|assets|asset|the folder|master file|hard copy|blu ray|dvd|"
     "projector|event|conference|trade show|screening|premiere|next draft|next cut|"
     "revision|revisions|round of|version number|save as|save a copy|back this up|"
     "stills for|a still|some stills|need stills|still of|still from|version without|"
     "version with|a version|versions with|versions without|name the file|the file|"
     "a file|as a file|in spanish|in french|in german|timeline for|through legal|"
     "legal before|legal approval|before we post|when we post|before we publish|"
     "before publishing|before it goes out|before this goes out|goes out|"
     "give me a version|make a version|make me a version|create a version|cut a version|"
     "shorter version|longer version|ten second version|landscape|portrait mode|"
     "portrait version|four by five|four five|loudness spec|spec|specs|tech specs|"
     "delivery specs|for tv|for television|for cinema|for theaters|for instagram|"
     "for tiktok|for youtube|for linkedin|for facebook|on youtube|on instagram|"
     "post this|post it|posting|schedule this|thumbnail|the project|project|"
     "share the project|media|media files|b roll files|link to the|link me|"
     "send the link|send a link|dropbox|google doc|doc|document|notes doc|"
     "spreadsheet of|shot list|cost to|quote for|invoice|thirty second version|"
     "thirty second cut|thirty second spot|fifteen second version|sixty second version|"
     "six second version|fifteen second cut|sixty second cut|fifteen second spot|"
     "sixty second spot)"},
    {kTopic, 6.5,
     "(what (resolution|format|codec|size|length|file)|lawyer|lawyers|legal team|legal department|"
     "as unlisted|the final cut by|by next|in two languages|in both languages)"},
    {kTopic, 6.5,
     "(as a link|a link that|link i can|in portrait|in landscape|phone people|"
     "trade fair|the fair|done before|ready before|finished before|ready by|ready for the|"
     "done by|finished by|may use|allowed to use|are we allowed|can we use that|"
     "can we use this|check whether|check if|find out if|find out whether|"
     "have someone|have somebody|get someone|get somebody|someone from|somebody from|"
     "look at this before|look at it before|before we lock|before we ship|before we send|"
     "before we deliver|before we export|before you export|before you send|lock the cut|"
     "lock picture|picture lock|who took|who shot|who filmed|forward to the client|"
     "to the client|from the client|with the client)"},
    {kTopic, 5.5,
     "(project file|project files|file name|file names|filename|file size|file format|"
     "pro res|prores|frame rate|bit rate|bitrate|aspect ratio|vertical version|"
     "square version|horizontal version|vertical cut|shared drive|google drive|frame io|"
     "release form|release forms|nda|due date|deadline|deadlines|version for|"
     "versions for|cut down for|cutdown|cutdowns|cut downs|deliverable|deliverables|"
     "source files|raw files|raw footage|usage rights|music license|licensing|license|"
     "licensed|copyright|copyrighted|invoice for|send me|send over|send it|send this|"
     "send us|email me|share the|share it|share this|share a|upload the|upload it|"
     "upload this|upload to|download link|review link|export settings|in four k|in 4k|"
     "four k|4k|1080p|1080|h264|h265|mp4|mov file|uhd|sign off|sign this off|"
     "signed off|client review|next round|next version|version two|version three|v2|v3|"
     "final version|final delivery|final file|by friday|by monday|by tomorrow|"
     "by end of day|end of day|next week|end of the week|schedule the|running time limit|"
     "check with legal|ask legal|run it by|run this by|approval|approve|approved|"
     "stakeholder|stakeholders|stock license|watermark free)"},
    {kTopic, 4.5,
     "(export|exported|exporting|rendering|upload|uploaded|deliver|delivery|codec|"
     "resolution for|format|formats|archive|backup|back up|instagram|tiktok|youtube|"
     "linkedin|facebook|twitter|reels|shorts|stories|platform|platforms|budget|"
     "client's|permission|permissions|clearance|metadata|tags|hashtag|hashtags|"
     "description box|folder|versions|vertical|translation|translate|translated|"
     "localize|localized|publish|published|publishing|launch|embargo|hand off|handoff|"
     "proxy|proxies|resolve file|after effects file|zip|naming|rename|send|remind me|"
     "schedule|reshoot|re shoot)"},
    {kTopic, 3, "(legal|client|file|files|version)"},
};

}  // namespace

absl::Span<const Entry> OtherEntries() { return kEntries; }

}  // namespace lossy::agent
