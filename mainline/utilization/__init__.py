"""Application 运用: needs, offers, matching, grades of stock, agreements, royalties and who gets them, pledges."""
