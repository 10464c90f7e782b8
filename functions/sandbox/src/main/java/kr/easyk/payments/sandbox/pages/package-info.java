/** The reference checkout: what easyK's front end does with the API, as plain pages served beside it. */
@NullMarked
package kr.easyk.payments.sandbox.pages;

import org.jspecify.annotations.NullMarked;
